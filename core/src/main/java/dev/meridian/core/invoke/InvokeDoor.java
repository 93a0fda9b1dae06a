package dev.meridian.core.invoke;

import dev.meridian.core.grpc.CallDoor;
import dev.meridian.core.grpc.CallForward;
import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.relay.Relay;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.FunctionsGrpcService;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.Optional;

/** {@code functions.v1.Functions} at one door of a node. */
public final class InvokeDoor {

    /** Calls of each method at once; each may hold 10 MiB of body. */
    private static final int MOST = 256;

    /** A function's own longest, and a moment. */
    private static final Duration LONGEST = Duration.ofSeconds(35);

    private static final String UNREACHABLE = "The node that runs the function cannot be reached";

    private InvokeDoor() {}

    public static Service forUsers(Invocations invocations) {
        return service(invocations, false);
    }

    public static Service forNodes(Invocations invocations) {
        return service(invocations, true);
    }

    private static Service service(Invocations invocations, boolean isBetweenNodes) {
        return Service.service(FunctionsGrpcService.SERVICE_NAME, FunctionsGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        FunctionsGrpcService.Invoke,
                        CallDoor.whole(FunctionsGrpcService.Invoke, MOST, isBetweenNodes, invocations::whole)::take)
                .bind(
                        FunctionsGrpcService.InvokeStream,
                        CallDoor.inParts(
                                        FunctionsGrpcService.InvokeStream,
                                        MOST,
                                        isBetweenNodes,
                                        LONGEST,
                                        invocations::inParts)::take)
                .build();
    }

    /** To such doors of other nodes. */
    public static Forward forward(Relay relay) {
        return new Forward(
                new CallForward<>(relay.grpc(), FunctionsGrpcClient.Invoke, LONGEST, UNREACHABLE),
                new CallForward<>(relay.grpc(), FunctionsGrpcClient.InvokeStream, LONGEST, UNREACHABLE));
    }

    /** Passes calls on to other nodes; fails as {@link CallForward} does. */
    public static final class Forward {

        private final CallForward<InvokeRequest, InvokeResponse> whole;
        private final CallForward<InvokeRequest, InvokePart> inParts;

        private Forward(
                CallForward<InvokeRequest, InvokeResponse> whole, CallForward<InvokeRequest, InvokePart> inParts) {
            this.whole = whole;
            this.inParts = inParts;
        }

        public Future<InvokeResponse> whole(SocketAddress node, UserCall<InvokeRequest> call) {
            return whole.to(node, call);
        }

        /** Gives nothing: the last part is written too. */
        public Future<Optional<InvokePart>> inParts(
                SocketAddress node, UserCall<InvokeRequest> call, Parts<InvokePart> parts) {
            return inParts.to(node, call, parts).map(passed -> Optional.empty());
        }
    }
}
