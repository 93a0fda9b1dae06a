package dev.meridian.region.projects.settings;

import dev.meridian.region.api.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What characters a password must have.
 *
 * @param least how many of them
 */
public record PasswordStrength(int least, boolean uppercase, boolean lowercase, boolean number, boolean symbols) {

    /** The contract's, where a project asks for no more. */
    public static final PasswordStrength USUAL = new PasswordStrength(8, false, false, false, false);

    private static final int MOST = 256;

    /** Fails with {@code general_argument_invalid}, which says all that is asked for. */
    void check(String parameter, String password) {
        boolean fits = password.length() >= least
                && password.length() <= MOST
                && (!uppercase || has(password, Character::isUpperCase))
                && (!lowercase || has(password, Character::isLowerCase))
                && (!number || has(password, Character::isDigit))
                && (!symbols || has(password, PasswordStrength::isSymbol));
        if (!fits) {
            throw Invalid.parameter(parameter, rule());
        }
    }

    private String rule() {
        List<String> wanted = new ArrayList<>();
        add(wanted, uppercase, "one uppercase letter");
        add(wanted, lowercase, "one lowercase letter");
        add(wanted, number, "one number");
        add(wanted, symbols, "one symbol");
        String length = "Password must be between " + least + " and " + MOST + " characters long";
        return wanted.isEmpty() ? length : length + " and have at least " + String.join(", ", wanted);
    }

    private static void add(List<String> wanted, boolean isWanted, String what) {
        if (isWanted) {
            wanted.add(what);
        }
    }

    private static boolean has(String password, IntPredicate wanted) {
        return password.codePoints().anyMatch(wanted);
    }

    private static boolean isSymbol(int character) {
        return !Character.isLetterOrDigit(character) && !Character.isWhitespace(character);
    }
}
