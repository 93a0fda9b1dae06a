package dev.meridian.region.projects.settings;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Invalid;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a project's new passwords must be like. Those that there are stay.
 *
 * @param refusesCommon whether one of the most common passwords is refused
 * @param history how many earlier passwords of a user are refused; 0 for none
 * @param refusesPersonal whether a password with the user's own ID, address, name or number in it is refused
 */
public record PasswordPolicy(PasswordStrength strength, boolean refusesCommon, int history, boolean refusesPersonal) {

    private static final ProblemType PERSONAL = new ProblemType("password_personal_data", 400);
    private static final ProblemType RECENT = new ProblemType("password_recently_used", 400);

    /**
     * Fails with {@code general_argument_invalid} for one that is too weak or too common, and with {@code
     * password_personal_data}.
     */
    public void check(String password, PersonalData user) {
        strength.check("password", password);
        if (refusesCommon && CommonPasswords.has(password)) {
            throw Invalid.parameter("password", "Password must not be one of the most commonly used ones");
        }
        if (refusesPersonal && user.isIn(password)) {
            throw Problem.of(
                    PERSONAL,
                    "The password you are trying to use contains references to your name, email, phone or userID");
        }
    }

    /** The hashes to be kept of a user's earlier passwords, the newest first, once one more is the user's no longer. */
    public List<String> kept(String replaced, List<String> earlier) {
        return Stream.concat(Stream.of(replaced), earlier.stream())
                .filter(hash -> !hash.isEmpty())
                .limit(history)
                .toList();
    }

    /** What refuses a password that one of the kept hashes is of. */
    public static Problem recentlyUsed() {
        return Problem.of(RECENT, "The password you are trying to use is similar to a recently used password");
    }
}
