package dev.meridian.core.invoke;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.time.Deadline;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Passes calls on to other nodes. Safe for use by many threads. */
public final class InvokeForward {

    /** A function's own longest, and a moment. */
    private static final Duration LONGEST = Duration.ofSeconds(35);

    private final Relay relay;

    public InvokeForward(Relay relay) {
        this.relay = relay;
    }

    /** Fails with the other node's own problem; one that is retryable says that nothing was sent to it. */
    public Future<InvokeResponse> to(PeerAddress peer, InvokeCall call) {
        return relay.grpc()
                .request(peer.socket(), FunctionsGrpcClient.Invoke)
                .recover(failure -> Future.failedFuture(unavailable(true, failure)))
                .compose(request -> send(request, call));
    }

    private static Future<InvokeResponse> send(
            GrpcClientRequest<InvokeRequest, InvokeResponse> request, InvokeCall call) {
        for (Map.Entry<String, String> line : call.metadata()) {
            String name = line.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-appwrite-") || name.equals("x-fallback-cookies") || name.equals("cookie")) {
                request.headers().add(name, line.getValue());
            }
        }
        Deadline deadline = call.deadline().orWithin(LONGEST);
        request.headers().set(InvokeDoor.CLIENT, call.clientAddress());
        request.timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
        Future<InvokeResponse> answer = request.response().compose(InvokeForward::answer);
        return request.end(call.request())
                .compose(sent -> answer)
                .timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.cancel())
                .recover(failure ->
                        Future.failedFuture(failure instanceof Problem ? failure : unavailable(false, failure)));
    }

    private static Future<InvokeResponse> answer(GrpcClientResponse<InvokeRequest, InvokeResponse> response) {
        Future<InvokeResponse> message = response.last();
        return response.end()
                .transform(ended -> response.status() == GrpcStatus.OK
                        ? message
                        : Future.failedFuture(Refusals.problem(response.status(), response.statusMessage())));
    }

    private static Problem unavailable(boolean unsent, Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE, "The node that runs the function cannot be reached", unsent, cause);
    }
}
