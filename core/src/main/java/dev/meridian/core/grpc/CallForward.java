package dev.meridian.core.grpc;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
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
        return nodes.request(peer, method)
                .recover(failure -> Future.failedFuture(unavailable(true, failure)))
                .compose(request -> send(request, call));
    }

    private Future<A> send(GrpcClientRequest<Q, A> request, UserCall<Q> call) {
        for (Map.Entry<String, String> line : call.metadata()) {
            String name = line.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-appwrite-") || name.equals("x-fallback-cookies") || name.equals("cookie")) {
                request.headers().add(name, line.getValue());
            }
        }
        Deadline deadline = call.deadline().orWithin(longest);
        request.headers().set(CallDoor.CLIENT, call.clientAddress());
        request.timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
        Future<A> answer = request.response().compose(CallForward::answer);
        return request.end(call.request())
                .compose(sent -> answer)
                .timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.cancel())
                .recover(failure ->
                        Future.failedFuture(failure instanceof Problem ? failure : unavailable(false, failure)));
    }

    private static <Q, A> Future<A> answer(GrpcClientResponse<Q, A> response) {
        Future<A> message = response.last();
        return response.end()
                .transform(ended -> response.status() == GrpcStatus.OK
                        ? message
                        : Future.failedFuture(Refusals.problem(response.status(), response.statusMessage())));
    }

    private Problem unavailable(boolean unsent, Throwable cause) {
        return Problem.upstream(ProblemType.REGION_UNAVAILABLE, unreachable, unsent, cause);
    }
}
