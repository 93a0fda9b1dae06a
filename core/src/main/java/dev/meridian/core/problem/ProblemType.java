package dev.meridian.core.problem;

/**
 * What went wrong, in the contract's words.
 *
 * @param name the contract's error type, for instance {@code project_not_found}
 * @param status HTTP status that goes with it
 */
public record ProblemType(String name, int status) {

    public static final ProblemType ARGUMENT_INVALID = new ProblemType("general_argument_invalid", 400);
    public static final ProblemType BAD_REQUEST = new ProblemType("general_bad_request", 400);
    public static final ProblemType UNAUTHORIZED_SCOPE = new ProblemType("general_unauthorized_scope", 401);
    public static final ProblemType ACCESS_FORBIDDEN = new ProblemType("general_access_forbidden", 401);
    public static final ProblemType ROUTE_NOT_FOUND = new ProblemType("general_route_not_found", 404);
    public static final ProblemType PROJECT_NOT_FOUND = new ProblemType("project_not_found", 404);
    public static final ProblemType HOST_NOT_FOUND = new ProblemType("router_host_not_found", 404);
    public static final ProblemType RATE_LIMIT_EXCEEDED = new ProblemType("general_rate_limit_exceeded", 429);
    public static final ProblemType SERVER_ERROR = new ProblemType("general_server_error", 500);
    /** Our addition: the region that owns what was asked for, or every node that may serve it, cannot be reached. */
    public static final ProblemType REGION_UNAVAILABLE = new ProblemType("general_region_unavailable", 503);
    /** Our addition: an origin outside the network could not be reached, or broke off. */
    public static final ProblemType ORIGIN_UNREACHABLE = new ProblemType("general_origin_unreachable", 502);
    /** Our addition: an origin outside the network did not begin to answer in time. */
    public static final ProblemType ORIGIN_TIMEOUT = new ProblemType("general_origin_timeout", 504);
    /** Our addition: a node has as much work as it takes; the caller may try again. */
    public static final ProblemType OVERLOADED = new ProblemType("general_overloaded", 503);
    /** Our addition: a request went from node to node more often than it may. */
    public static final ProblemType LOOP_DETECTED = new ProblemType("general_loop_detected", 508);
    /** Our addition: the request's time ran out before it was answered. */
    public static final ProblemType DEADLINE_EXCEEDED = new ProblemType("general_deadline_exceeded", 408);

    public ProblemType {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status of " + name + " is " + status + ", not an error's");
        }
    }
}
