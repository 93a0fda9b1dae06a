package dev.meridian.core.grpc;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls of one method in at one door: so many at a time, each within its deadline, refused in the contract's
 * words. Safe for use by many event loops.
 */
public final class CallDoor<Q, A> {

    /** Tells a node behind who called first; believed from other nodes only. */
    static final String CLIENT = "meridian-client-address";

    private static final Logger log = LoggerFactory.getLogger(CallDoor.class);

    private final ServiceMethod<Q, A> method;
    private final int most;
    private final boolean isBetweenNodes;
    private final Function<UserCall<Q>, Future<A>> answer;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param most calls that may be under way at once
     * @param isBetweenNodes whether only other nodes can reach it
     * @param answer fails with a problem where the call was not carried out
     */
    public CallDoor(
            ServiceMethod<Q, A> method, int most, boolean isBetweenNodes, Function<UserCall<Q>, Future<A>> answer) {
        this.method = method;
        this.most = most;
        this.isBetweenNodes = isBetweenNodes;
        this.answer = answer;
    }

    public void take(GrpcServerRequest<Q, A> call) {
        call.handler(request -> admitted(call(call, request))
                .onSuccess(response -> call.response().end(response))
                .onFailure(failure -> refuse(call, failure)));
    }

    private UserCall<Q> call(GrpcServerRequest<Q, A> call, Q request) {
        MultiMap metadata = call.headers();
        String peer = call.connection().remoteAddress().hostAddress();
        String told = isBetweenNodes ? metadata.get(CLIENT) : null;
        Deadline deadline = call.timeout() > 0 ? Deadline.ofRemainingMillis(call.timeout()) : Deadline.NEVER;
        return new UserCall<>('/' + method.fullMethodName(), request, metadata, told == null ? peer : told, deadline);
    }

    private Future<A> admitted(UserCall<Q> call) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            return Future.failedFuture(
                    Problem.overloaded("This node has as many calls as it takes. Please try again."));
        }
        return answered(call).onComplete(done -> underWay.decrementAndGet());
    }

    private Future<A> answered(UserCall<Q> call) {
        try {
            Future<A> answered = answer.apply(call);
            return call.deadline().isNever()
                    ? answered
                    : answered.timeout(call.deadline().remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private void refuse(GrpcServerRequest<Q, A> call, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.source() == Problem.Source.SELF && problem.type().status() == 500) {
            log.atError()
                    .addKeyValue("method", method.fullMethodName())
                    .setCause(failure)
                    .log("A call could not be carried out");
        }
        call.response()
                .status(Refusals.status(problem.type().status()))
                .statusMessage(Refusals.message(problem))
                .end();
    }
}
