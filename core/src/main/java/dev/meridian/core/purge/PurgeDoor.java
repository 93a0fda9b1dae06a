package dev.meridian.core.purge;

import dev.meridian.core.grpc.CallDoor;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.cache.v1.CacheGrpcService;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.cache.v1.PurgeResponse;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.util.function.Function;

/** {@code cache.v1.Cache} at one door of a node. */
public final class PurgeDoor {

    /** Each waits for its receipt, a few seconds at most. */
    private static final int MOST = 1_024;

    private PurgeDoor() {}

    /** @param answer fails with a problem where nothing was purged */
    public static Service forUsers(Function<UserCall<PurgeRequest>, Future<PurgeResponse>> answer) {
        return service(call -> call.request().getEveryProject() ? forbidden() : answer.apply(call), false);
    }

    /**
     * For the relay door, whose callers may purge every project at once.
     *
     * @param answer fails with a problem where nothing was purged
     */
    public static Service forNodes(Function<UserCall<PurgeRequest>, Future<PurgeResponse>> answer) {
        return service(answer, true);
    }

    private static Service service(
            Function<UserCall<PurgeRequest>, Future<PurgeResponse>> answer, boolean isBetweenNodes) {
        return Service.service(CacheGrpcService.SERVICE_NAME, CacheGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        CacheGrpcService.Purge,
                        CallDoor.whole(CacheGrpcService.Purge, MOST, isBetweenNodes, answer)::take)
                .build();
    }

    private static Future<PurgeResponse> forbidden() {
        return Future.failedFuture(Problem.of(
                ProblemType.ACCESS_FORBIDDEN, "Only operators may purge every project, on a region's relay door"));
    }
}
