package dev.meridian.core.grpc;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.PeerName;
import dev.meridian.core.time.Deadline;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
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
    private final BiFunction<UserCall<Q>, Parts<A>, Future<Optional<A>>> answer;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * For a method with one answer to a call.
     *
     * @param most calls that may be under way at once
     * @param isBetweenNodes whether only other nodes can reach it
     * @param answer fails with a problem where the call was not carried out
     */
    public static <Q, A> CallDoor<Q, A> whole(
            ServiceMethod<Q, A> method, int most, boolean isBetweenNodes, Function<UserCall<Q>, Future<A>> answer) {
        return new CallDoor<>(
                method,
                most,
                isBetweenNodes,
                (call, parts) -> answer.apply(call).map(Optional::of));
    }

    /**
     * For a method with many answers to a call.
     *
     * @param most as for {@link #whole}
     * @param isBetweenNodes as for {@link #whole}
     * @param longest that a call may take, its answers taken by the caller, who may have given no deadline
     * @param answer writes them, and gives the last one if it has not written that too; fails with a problem where the
     *     call was not carried out, or no further
     */
    public static <Q, A> CallDoor<Q, A> inParts(
            ServiceMethod<Q, A> method,
            int most,
            boolean isBetweenNodes,
            Duration longest,
            BiFunction<UserCall<Q>, Parts<A>, Future<Optional<A>>> answer) {
        return new CallDoor<>(
                method, most, isBetweenNodes, (call, parts) -> within(longest.toMillis(), answer.apply(call, parts)));
    }

    private CallDoor(
            ServiceMethod<Q, A> method,
            int most,
            boolean isBetweenNodes,
            BiFunction<UserCall<Q>, Parts<A>, Future<Optional<A>>> answer) {
        this.method = method;
        this.most = most;
        this.isBetweenNodes = isBetweenNodes;
        this.answer = answer;
    }

    public void take(GrpcServerRequest<Q, A> call) {
        SentParts<A> parts = SentParts.of(call);
        call.handler(request -> admitted(call(call, request), parts)
                .onComplete(done -> parts.onContext(() -> {
                    if (!parts.isLeft()) {
                        parts.leave();
                        end(call, done);
                    }
                })));
    }

    private void end(GrpcServerRequest<Q, A> call, AsyncResult<Optional<A>> done) {
        if (done.failed()) {
            refuse(call, done.cause());
        } else if (done.result().isPresent()) {
            call.response().end(done.result().get());
        } else {
            call.response().end();
        }
    }

    private UserCall<Q> call(GrpcServerRequest<Q, A> call, Q request) {
        MultiMap metadata = call.headers();
        String peer = call.connection().remoteAddress().hostAddress();
        String told = isBetweenNodes ? metadata.get(CLIENT) : null;
        Deadline deadline = call.timeout() > 0 ? Deadline.ofRemainingMillis(call.timeout()) : Deadline.NEVER;
        return new UserCall<>(
                '/' + method.fullMethodName(),
                request,
                metadata,
                told == null ? peer : told,
                deadline,
                isBetweenNodes ? PeerName.proven(call.connection()) : Optional.empty());
    }

    private Future<Optional<A>> admitted(UserCall<Q> call, Parts<A> parts) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            return Future.failedFuture(
                    Problem.overloaded("This node has as many calls as it takes. Please try again."));
        }
        return answered(call, parts).onComplete(done -> underWay.decrementAndGet());
    }

    private Future<Optional<A>> answered(UserCall<Q> call, Parts<A> parts) {
        try {
            Future<Optional<A>> answered = answer.apply(call, parts);
            return call.deadline().isNever() ? answered : within(call.deadline().remainingMillis(), answered);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static <T> Future<T> within(long millis, Future<T> answered) {
        return answered.timeout(millis, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? Problem.of(
                                        ProblemType.DEADLINE_EXCEEDED, "The call was not answered within its time.")
                                : failure));
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
