package dev.meridian.region.accounts.profiles;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an account's parameters must be like (contract section 6.2). */
public final class AccountRules {

    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]{1,36}");
    private static final int MOST_LABELS = 1_000;
    private static final int LONGEST_NAME = 128;
    /** Those of other systems may be shorter than ours, but none is longer. */
    public static final int LONGEST_PASSWORD = 256;

    private static final int MOST_PREFS_BYTES = 64 << 10;

    private static final String EMAIL_RULE = "Value must be a valid email address";
    private static final String PHONE_RULE = "Phone number must start with a '+' can have a maximum of fifteen digits";
    private static final String PASSWORD_RULE = "Password must be between 8 and 256 characters long";

    private AccountRules() {}

    public static String email(Parameters parameters) {
        return parameters.text("email", EMAIL_RULE, AccountRules::isEmail).toLowerCase(Locale.ROOT);
    }

    public static Optional<String> optionalEmail(Parameters parameters) {
        return parameters.has("email") ? Optional.of(email(parameters)) : Optional.empty();
    }

    /** An empty one stands for none. */
    public static String emailOrNone(Parameters parameters) {
        return parameters
                .text("email", EMAIL_RULE, text -> text.isEmpty() || isEmail(text))
                .toLowerCase(Locale.ROOT);
    }

    public static String phone(Parameters parameters) {
        return parameters.text("phone", PHONE_RULE, AccountRules::isPhone);
    }

    public static Optional<String> optionalPhone(Parameters parameters) {
        return parameters.has("phone") ? Optional.of(phone(parameters)) : Optional.empty();
    }

    /** An empty one stands for none. */
    public static String numberOrNone(Parameters parameters) {
        return parameters.text("number", PHONE_RULE, text -> text.isEmpty() || isPhone(text));
    }

    public static String password(Parameters parameters) {
        return parameters.text("password", PASSWORD_RULE, AccountRules::isPassword);
    }

    /** An empty one stands for none. */
    public static String passwordOrNone(Parameters parameters) {
        return parameters.text("password", PASSWORD_RULE, text -> text.isEmpty() || isPassword(text));
    }

    public static String optionalName(Parameters parameters) {
        return parameters.optionalText("name", LONGEST_NAME).orElse("");
    }

    /** It may be empty, but not missing. */
    public static String name(Parameters parameters) {
        return parameters.text(
                "name",
                "Value must be a valid string and no longer than " + LONGEST_NAME + " chars",
                text -> text.length() <= LONGEST_NAME);
    }

    /** Each once. */
    public static List<String> labels(Parameters parameters) {
        List<String> labels = parameters.texts("labels", MOST_LABELS, 36).orElseThrow(() -> Invalid.missing("labels"));
        if (!labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
            throw Invalid.parameter("labels", "Each label must be 1 to 36 letters and digits");
        }
        return labels.stream().distinct().toList();
    }

    public static JsonObject prefs(Parameters parameters) {
        JsonObject prefs = parameters.object("prefs").orElseThrow(() -> Invalid.missing("prefs"));
        if (prefs.toBuffer().length() > MOST_PREFS_BYTES) {
            throw Invalid.parameter("prefs", "Value must be a valid object of at most 65,536 bytes");
        }
        return prefs;
    }

    public static boolean flag(Parameters parameters, String name) {
        return parameters.optionalFlag(name).orElseThrow(() -> Invalid.missing(name));
    }

    public static boolean isEmail(String text) {
        return text.length() <= 320 && EMAIL.matcher(text).matches();
    }

    public static boolean isPhone(String text) {
        return PHONE.matcher(text).matches();
    }

    private static boolean isPassword(String text) {
        return text.length() >= 8 && text.length() <= LONGEST_PASSWORD;
    }
}
