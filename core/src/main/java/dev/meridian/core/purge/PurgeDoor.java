package dev.meridian.core.purge;

import dev.meridian.core.invoke.Refusals;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.cache.v1.CacheGrpcService;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.cache.v1.PurgeResponse;
import io.vertx.core.Future;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code cache.v1.Cache} at one door of a node. Safe for use by many event loops. */
public final class PurgeDoor {

    private static final Logger log = LoggerFactory.getLogger(PurgeDoor.class);

    private final Function<PurgeCall, Future<PurgeResponse>> answer;
    private final boolean isOfOperators;

    private PurgeDoor(Function<PurgeCall, Future<PurgeResponse>> answer, boolean isOfOperators) {
        this.answer = answer;
        this.isOfOperators = isOfOperators;
    }

    /** @param answer fails with a problem where nothing was purged */
    public static Service forUsers(Function<PurgeCall, Future<PurgeResponse>> answer) {
        return new PurgeDoor(answer, false).service();
    }

    /**
     * For the relay door, whose callers may purge every project at once.
     *
     * @param answer fails with a problem where nothing was purged
     */
    public static Service forNodes(Function<PurgeCall, Future<PurgeResponse>> answer) {
        return new PurgeDoor(answer, true).service();
    }

    private Service service() {
        return Service.service(CacheGrpcService.SERVICE_NAME, CacheGrpcService.SERVICE_DESCRIPTOR)
                .bind(CacheGrpcService.Purge, this::purge)
                .build();
    }

    private void purge(GrpcServerRequest<PurgeRequest, PurgeResponse> call) {
        call.handler(request -> answered(new PurgeCall(request, call.headers()))
                .onSuccess(response -> call.response().end(response))
                .onFailure(failure -> refuse(call, failure)));
    }

    private Future<PurgeResponse> answered(PurgeCall call) {
        if (call.request().getEveryProject() && !isOfOperators) {
            return Future.failedFuture(Problem.of(
                    ProblemType.ACCESS_FORBIDDEN, "Only operators may purge every project, on a region's relay door"));
        }
        try {
            return answer.apply(call);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static void refuse(GrpcServerRequest<PurgeRequest, PurgeResponse> call, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.source() == Problem.Source.SELF && problem.type().status() == 500) {
            log.atError().setCause(failure).log("A purge could not be carried out");
        }
        call.response()
                .status(Refusals.status(problem.type().status()))
                .statusMessage(Refusals.message(problem))
                .end();
    }
}
