package dev.meridian.core.invoke;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.time.Deadline;
import dev.meridian.proto.functions.v1.FunctionsGrpcService;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code functions.v1.Functions} at one door of a node. Safe for use by many event loops. */
public final class InvokeDoor {

    /** Tells a node behind who called first; believed from other nodes only. */
    static final String CLIENT = "meridian-client-address";

    private static final Logger log = LoggerFactory.getLogger(InvokeDoor.class);

    /** Each call may hold 10 MiB of body. */
    private static final int MOST = 256;

    private final Function<InvokeCall, Future<InvokeResponse>> answer;
    private final boolean isBetweenNodes;
    private final AtomicInteger underWay = new AtomicInteger();

    private InvokeDoor(Function<InvokeCall, Future<InvokeResponse>> answer, boolean isBetweenNodes) {
        this.answer = answer;
        this.isBetweenNodes = isBetweenNodes;
    }

    /** @param answer fails with a problem where the function was not run */
    public static Service forUsers(Function<InvokeCall, Future<InvokeResponse>> answer) {
        return new InvokeDoor(answer, false).service();
    }

    /** @param answer fails with a problem where the function was not run */
    public static Service forNodes(Function<InvokeCall, Future<InvokeResponse>> answer) {
        return new InvokeDoor(answer, true).service();
    }

    private Service service() {
        return Service.service(FunctionsGrpcService.SERVICE_NAME, FunctionsGrpcService.SERVICE_DESCRIPTOR)
                .bind(FunctionsGrpcService.Invoke, this::invoke)
                .build();
    }

    private void invoke(GrpcServerRequest<InvokeRequest, InvokeResponse> call) {
        call.handler(request -> admitted(call(call, request))
                .onSuccess(response -> call.response().end(response))
                .onFailure(failure -> refuse(call, failure)));
    }

    private InvokeCall call(GrpcServerRequest<InvokeRequest, InvokeResponse> call, InvokeRequest request) {
        MultiMap metadata = call.headers();
        String peer = call.connection().remoteAddress().hostAddress();
        String told = isBetweenNodes ? metadata.get(CLIENT) : null;
        Deadline deadline = call.timeout() > 0 ? Deadline.ofRemainingMillis(call.timeout()) : Deadline.NEVER;
        return new InvokeCall(request, metadata, told == null ? peer : told, deadline);
    }

    private Future<InvokeResponse> admitted(InvokeCall call) {
        if (underWay.incrementAndGet() > MOST) {
            underWay.decrementAndGet();
            return Future.failedFuture(
                    Problem.overloaded("This node has as many calls as it takes. Please try again."));
        }
        return answered(call).onComplete(done -> underWay.decrementAndGet());
    }

    private Future<InvokeResponse> answered(InvokeCall call) {
        try {
            Future<InvokeResponse> answered = answer.apply(call);
            return call.deadline().isNever()
                    ? answered
                    : answered.timeout(call.deadline().remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static void refuse(GrpcServerRequest<InvokeRequest, InvokeResponse> call, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.source() == Problem.Source.SELF && problem.type().status() == 500) {
            log.atError().setCause(failure).log("A function could not be executed");
        }
        call.response()
                .status(Refusals.status(problem.type().status()))
                .statusMessage(Refusals.message(problem))
                .end();
    }
}
