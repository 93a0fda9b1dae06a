package dev.meridian.region.query;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** What may be wrong with a query, in the contract's types. */
public final class QueryProblems {

    public static final ProblemType QUERY_INVALID = new ProblemType("general_query_invalid", 400);
    public static final ProblemType CURSOR_NOT_FOUND = new ProblemType("general_cursor_not_found", 400);
    public static final ProblemType ORDER_NULL = new ProblemType("database_query_order_null", 400);

    private QueryProblems() {}

    static Problem invalid(String reason) {
        return Problem.of(QUERY_INVALID, "Invalid query: " + reason);
    }

    /** @param reason what the database has against it */
    public static Problem regex(String reason) {
        return invalid("the regular expression is not valid: " + reason + ".");
    }

    static Problem parameter(String rule) {
        return Problem.of(ProblemType.ARGUMENT_INVALID, "Invalid `queries` param: " + rule);
    }

    static Problem cursorNotFound(String id) {
        return Problem.of(CURSOR_NOT_FOUND, "Cursor '" + id + "' is not found among the rows of this list.");
    }

    static Problem orderNull(String attribute) {
        return Problem.of(
                ORDER_NULL,
                "The order attribute '" + attribute + "' has no value in the cursor's row; order by one that has.");
    }
}
