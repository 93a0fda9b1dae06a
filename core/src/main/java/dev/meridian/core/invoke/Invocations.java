package dev.meridian.core.invoke;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import io.vertx.core.Future;
import java.util.Optional;

/** What a node does with calls of functions. */
public interface Invocations {

    /** Fails with a problem where the function was not run. */
    Future<InvokeResponse> whole(UserCall<InvokeRequest> call);

    /**
     * Writes the response as it comes, and gives the last part of it unless that is written too. Fails with a problem where
     * the function was not run, or has failed after its head was written.
     */
    Future<Optional<InvokePart>> inParts(UserCall<InvokeRequest> call, Parts<InvokePart> parts);
}
