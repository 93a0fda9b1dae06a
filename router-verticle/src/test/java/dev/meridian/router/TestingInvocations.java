package dev.meridian.router;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.invoke.Invocations;
import dev.meridian.proto.functions.v1.InvokeEnd;
import dev.meridian.proto.functions.v1.InvokeHead;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** A node that answers every call in the same way, whole or in parts. */
record TestingInvocations(Function<UserCall<InvokeRequest>, Future<InvokeResponse>> answer) implements Invocations {

    @Override
    public Future<InvokeResponse> whole(UserCall<InvokeRequest> call) {
        return answer.apply(call);
    }

    @Override
    public Future<Optional<InvokePart>> inParts(UserCall<InvokeRequest> call, Parts<InvokePart> parts) {
        return answer.apply(call)
                .compose(response -> parts.write(InvokePart.newBuilder()
                                .setHead(InvokeHead.newBuilder()
                                        .setStatus(response.getStatus())
                                        .setExecutedAt(response.getExecutedAt()))
                                .build())
                        .compose(room -> parts.write(InvokePart.newBuilder()
                                .setBody(response.getBody())
                                .build())))
                .map(Optional.of(InvokePart.newBuilder()
                        .setEnd(InvokeEnd.getDefaultInstance())
                        .build()));
    }
}
