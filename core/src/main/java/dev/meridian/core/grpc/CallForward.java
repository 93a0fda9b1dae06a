package dev.meridian.core.grpc;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Passes the calls of one method on to other nodes, with their credentials. Safe for use by many threads. */
public final class CallForward<Q, A> {

    private final GrpcClient nodes;
    private final ServiceMethod<A, Q> method;
    private final Duration longest;
    private final String unreachable;

    /**
     * @param longest that an answer is waited for, whatever the caller's deadline
     * @param unreachable what a caller is told when the other node is
     */
    public CallForward(GrpcClient nodes, ServiceMethod<A, Q> method, Duration longest, String unreachable) {
        this.nodes = nodes;
        this.method = method;
        this.longest = longest;
        this.unreachable = unreachable;
    }

    /** Fails with the other node's own problem; one that is retryable says that nothing was sent to it. */
    public Future<A> to(SocketAddress peer, UserCall<Q> call) {
        return sent(peer, call, response -> response.compose(CallForward::whole));
    }

    /**
     * As {@link #to(SocketAddress, UserCall)}, where the other node has many answers. Succeeds when all have been passed on;
     * when the caller leaves, the other node hears of it.
     */
    public Future<Void> to(SocketAddress peer, UserCall<Q> call, Parts<A> parts) {
        return sent(peer, call, response -> {
            Promise<Void> over = Promise.promise();
            parts.left().onComplete(left -> over.tryFail("The caller has left"));
            response.compose(answers -> passed(answers, parts))
                    .onSuccess(over::tryComplete)
                    .onFailure(over::tryFail);
            return over.future();
        });
    }

    private <T> Future<T> sent(
            SocketAddress peer, UserCall<Q> call, Function<Future<GrpcClientResponse<Q, A>>, Future<T>> taking) {
        return nodes.request(peer, method)
                .recover(failure -> Future.failedFuture(unavailable(true, failure)))
                .compose(request -> send(request, call, taking));
    }

    private <T> Future<T> send(
            GrpcClientRequest<Q, A> request,
            UserCall<Q> call,
            Function<Future<GrpcClientResponse<Q, A>>, Future<T>> taking) {
        for (Map.Entry<String, String> line : call.metadata()) {
            String name = line.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-appwrite-") || name.equals("x-fallback-cookies") || name.equals("cookie")) {
                request.headers().add(name, line.getValue());
            }
        }
        Deadline deadline = call.deadline().orWithin(longest);
        request.headers().set(CallDoor.CLIENT, call.clientAddress());
        request.timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
        Future<T> answer = taking.apply(request.response());
        return request.end(call.request())
                .compose(sent -> answer)
                .timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.cancel())
                .recover(failure ->
                        Future.failedFuture(failure instanceof Problem ? failure : unavailable(false, failure)));
    }

    private static <Q, A> Future<A> whole(GrpcClientResponse<Q, A> response) {
        Future<A> message = response.last();
        return ended(response).compose(ended -> message);
    }

    private static <Q, A> Future<Void> passed(GrpcClientResponse<Q, A> response, Parts<A> parts) {
        Promise<Void> over = Promise.promise();
        response.handler(part -> {
            Future<Void> room = parts.write(part);
            if (!room.succeeded()) {
                response.pause();
                room.onSuccess(free -> response.resume()).onFailure(over::tryFail);
            }
        });
        ended(response).onSuccess(over::tryComplete).onFailure(over::tryFail);
        return over.future();
    }

    /** Succeeds when the other node has said all that it has to say, and that all is well. */
    private static Future<Void> ended(GrpcClientResponse<?, ?> response) {
        return response.end().transform(ended -> {
            GrpcStatus status = response.status();
            if (status == GrpcStatus.OK || status == null) {
                return ended.succeeded() ? Future.succeededFuture() : Future.failedFuture(ended.cause());
            }
            return Future.failedFuture(Refusals.problem(status, Refusals.message(response)));
        });
    }

    private Problem unavailable(boolean unsent, Throwable cause) {
        return Problem.upstream(ProblemType.REGION_UNAVAILABLE, unreachable, unsent, cause);
    }
}
