package dev.meridian.region.projects.settings;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/**
 * How many users a project takes by sign-up.
 *
 * @param most 0 for any number
 */
public record UserLimit(long most) {

    private static final ProblemType EXCEEDED = new ProblemType("user_count_exceeded", 400);

    /** Whether users have to be counted at all. */
    public boolean isSet() {
        return most > 0;
    }

    /** Fails with {@code user_count_exceeded} where so many users leave no room for one more. */
    public void check(long users) {
        if (isSet() && users >= most) {
            throw Problem.of(
                    EXCEEDED, "The current project has exceeded the maximum number of users that can be created");
        }
    }
}
