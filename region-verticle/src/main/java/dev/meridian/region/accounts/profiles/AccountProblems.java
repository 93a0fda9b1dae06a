package dev.meridian.region.accounts.profiles;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.postgres.Database;
import io.vertx.pgclient.PgException;

/** What may be wrong with an account, in the contract's words. */
public final class AccountProblems {

    private static final ProblemType NOT_FOUND = new ProblemType("user_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("user_already_exists", 409);
    private static final ProblemType EMAIL_EXISTS = new ProblemType("user_email_already_exists", 409);
    private static final ProblemType PHONE_EXISTS = new ProblemType("user_phone_already_exists", 409);

    private static final ProblemType NO_EMAIL = new ProblemType("user_email_not_found", 400);
    private static final ProblemType EMAIL_UNVERIFIED = new ProblemType("user_email_not_verified", 400);
    private static final ProblemType EMAIL_VERIFIED = new ProblemType("user_email_already_verified", 409);
    private static final ProblemType NO_PHONE = new ProblemType("user_phone_not_found", 400);
    private static final ProblemType PHONE_UNVERIFIED = new ProblemType("user_phone_not_verified", 400);
    private static final ProblemType PHONE_VERIFIED = new ProblemType("user_phone_already_verified", 409);

    private AccountProblems() {}

    /** Fails with {@code user_email_not_found} or {@code user_email_already_verified}. */
    public static void checkUnverifiedEmail(Account account) {
        checkEmail(account);
        if (account.emailVerified()) {
            throw Problem.of(EMAIL_VERIFIED, "The email address of the current user is verified already");
        }
    }

    /** Fails with {@code user_email_not_found} or {@code user_email_not_verified}. */
    public static void checkVerifiedEmail(Account account) {
        checkEmail(account);
        if (!account.emailVerified()) {
            throw Problem.of(EMAIL_UNVERIFIED, "The email address of the current user is not verified");
        }
    }

    private static void checkEmail(Account account) {
        if (account.email().isEmpty()) {
            throw Problem.of(NO_EMAIL, "The current user does not have an email address");
        }
    }

    /** Fails with {@code user_phone_not_found} or {@code user_phone_already_verified}. */
    public static void checkUnverifiedPhone(Account account) {
        checkPhone(account);
        if (account.phoneVerified()) {
            throw Problem.of(PHONE_VERIFIED, "The phone number of the current user is verified already");
        }
    }

    /** Fails with {@code user_phone_not_found} or {@code user_phone_not_verified}. */
    public static void checkVerifiedPhone(Account account) {
        checkPhone(account);
        if (!account.phoneVerified()) {
            throw Problem.of(PHONE_UNVERIFIED, "The phone number of the current user is not verified");
        }
    }

    private static void checkPhone(Account account) {
        if (account.phone().isEmpty()) {
            throw Problem.of(NO_PHONE, "The current user does not have a phone number");
        }
    }

    public static Problem notFound() {
        return Problem.of(NOT_FOUND, "User with the requested ID could not be found");
    }

    /** Of a new account. */
    static Throwable ofCreation(Throwable failure) {
        return Database.isDuplicate(failure)
                ? Problem.of(ALREADY_EXISTS, "A user with the same id, email, or phone already exists in this project")
                : failure;
    }

    /** Of a change. */
    static Throwable ofChange(Throwable failure) {
        if (!Database.isDuplicate(failure) || !(failure instanceof PgException refused)) {
            return failure;
        }
        return "account_phone".equals(refused.getConstraint())
                ? Problem.of(PHONE_EXISTS, "A user with the same phone number already exists in this project")
                : Problem.of(EMAIL_EXISTS, "A user with the same email already exists in this project");
    }
}
