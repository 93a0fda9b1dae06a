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

    private AccountProblems() {}

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
