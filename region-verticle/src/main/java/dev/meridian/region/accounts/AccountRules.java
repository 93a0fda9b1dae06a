package dev.meridian.region.accounts;

import dev.meridian.region.api.Parameters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an account's parameters must be like (contract section 6.2). */
final class AccountRules {

    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private AccountRules() {}

    static String email(Parameters parameters) {
        return parameters
                .text("email", "Value must be a valid email address", AccountRules::isEmail)
                .toLowerCase(Locale.ROOT);
    }

    static Optional<String> optionalEmail(Parameters parameters) {
        return parameters.has("email") ? Optional.of(email(parameters)) : Optional.empty();
    }

    static Optional<String> optionalPhone(Parameters parameters) {
        String rule = "Phone number must start with a '+' can have a maximum of fifteen digits";
        return parameters.has("phone")
                ? Optional.of(parameters.text(
                        "phone", rule, phone -> PHONE.matcher(phone).matches()))
                : Optional.empty();
    }

    static String password(Parameters parameters) {
        String rule = "Password must be between 8 and 256 characters long";
        return parameters.text("password", rule, password -> password.length() >= 8 && password.length() <= 256);
    }

    private static boolean isEmail(String text) {
        return text.length() <= 320 && EMAIL.matcher(text).matches();
    }
}
