package dev.meridian.core.invoke;

import dev.meridian.core.grpc.CallDoor;
import dev.meridian.core.grpc.CallForward;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.relay.Relay;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.FunctionsGrpcService;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.function.Function;

/** {@code functions.v1.Functions} at one door of a node. */
public final class InvokeDoor {

    /** Each call may hold 10 MiB of body. */
    private static final int MOST = 256;

    /** A function's own longest, and a moment. */
    private static final Duration LONGEST = Duration.ofSeconds(35);

    private InvokeDoor() {}

    /** @param answer fails with a problem where the function was not run */
    public static Service forUsers(Function<UserCall<InvokeRequest>, Future<InvokeResponse>> answer) {
        return service(answer, false);
    }

    /** @param answer fails with a problem where the function was not run */
    public static Service forNodes(Function<UserCall<InvokeRequest>, Future<InvokeResponse>> answer) {
        return service(answer, true);
    }

    private static Service service(
            Function<UserCall<InvokeRequest>, Future<InvokeResponse>> answer, boolean isBetweenNodes) {
        return Service.service(FunctionsGrpcService.SERVICE_NAME, FunctionsGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        FunctionsGrpcService.Invoke,
                        new CallDoor<>(FunctionsGrpcService.Invoke, MOST, isBetweenNodes, answer)::take)
                .build();
    }

    /** To such doors of other nodes. */
    public static CallForward<InvokeRequest, InvokeResponse> forward(Relay relay) {
        return new CallForward<>(
                relay.grpc(), FunctionsGrpcClient.Invoke, LONGEST, "The node that runs the function cannot be reached");
    }
}
