package dev.meridian.core.grpc;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Problems as gRPC says them, and back. */
public final class Refusals {

    private static final String BETWEEN = ": ";

    private Refusals() {}

    public static String message(Problem problem) {
        return problem.type().name() + BETWEEN + problem.text();
    }

    /** The gRPC status that says nearest what an HTTP status says. */
    public static GrpcStatus status(int http) {
        return switch (http) {
            case 400 -> GrpcStatus.INVALID_ARGUMENT;
            case 401 -> GrpcStatus.UNAUTHENTICATED;
            case 403, 451 -> GrpcStatus.PERMISSION_DENIED;
            case 404 -> GrpcStatus.NOT_FOUND;
            case 408 -> GrpcStatus.DEADLINE_EXCEEDED;
            case 413, 429 -> GrpcStatus.RESOURCE_EXHAUSTED;
            case 503 -> GrpcStatus.UNAVAILABLE;
            default -> GrpcStatus.INTERNAL;
        };
    }

    /**
     * What an answer that has ended says of its status, empty for nothing. The library looks for it where it stands in an
     * answer without messages only.
     */
    public static String message(GrpcClientResponse<?, ?> answer) {
        String alone = answer.statusMessage();
        String after = answer.trailers().get("grpc-message");
        if (alone != null || after == null) {
            return alone == null ? "" : alone;
        }
        return URLDecoder.decode(after.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What another node refused a call with; shown to the caller, it has the same status and message again. */
    public static Problem problem(GrpcStatus status, String message) {
        int http = switch (status) {
            case INVALID_ARGUMENT -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case DEADLINE_EXCEEDED -> 408;
            case RESOURCE_EXHAUSTED -> 429;
            case UNAVAILABLE -> 503;
            default -> 500;
        };
        int colon = message.indexOf(BETWEEN);
        return colon < 0
                ? Problem.upstream(ProblemType.REGION_UNAVAILABLE, "The call was not answered: " + status, false, null)
                : Problem.upstream(
                        new ProblemType(message.substring(0, colon), http),
                        message.substring(colon + BETWEEN.length()),
                        false,
                        null);
    }
}
