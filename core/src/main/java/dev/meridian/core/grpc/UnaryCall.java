package dev.meridian.core.grpc;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call that brings one message, as it looks to the library: nothing comes before the message is whole and the
 * caller has said that there is no other. Whatever breaks that is refused here, since the library waits for ever for the
 * rest of a message that was cut off.
 *
 * <p>Messages that are compressed are refused: a small one could grow beyond any memory.
 */
final class UnaryCall extends HttpServerRequestWrapper {

    /** One byte that says whether the message is compressed, four that hold its length. */
    private static final int PREFIX = 5;

    private final HttpServerRequest wire;
    private final int most;
    private final Buffer gathered = Buffer.buffer();
    private boolean refused;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    /** @param most bytes of the message */
    UnaryCall(HttpServerRequest wire, int most) {
        super((HttpServerRequestInternal) wire);
        this.wire = wire;
        this.most = most;
        wire.handler(this::gather).endHandler(ended -> deliver());
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public HttpServerRequest endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    private void gather(Buffer part) {
        if (refused || part.length() == 0) {
            return;
        }
        gathered.appendBuffer(part);
        if (gathered.getByte(0) != 0) {
            refuse(GrpcStatus.UNIMPLEMENTED, "Messages that are compressed are not taken.");
        } else if (gathered.length() >= PREFIX && announced() > most) {
            refuse(GrpcStatus.RESOURCE_EXHAUSTED, "A message may have " + most + " bytes.");
        } else if (gathered.length() >= PREFIX && gathered.length() - PREFIX > announced()) {
            refuse(GrpcStatus.INVALID_ARGUMENT, "The call brings more than the one message that it takes.");
        }
    }

    private void deliver() {
        if (refused) {
            return;
        }
        if (gathered.length() < PREFIX || gathered.length() - PREFIX < announced()) {
            refuse(GrpcStatus.INVALID_ARGUMENT, "The call ends before its message is whole.");
            return;
        }
        if (handler != null) {
            handler.handle(gathered);
        }
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private long announced() {
        return gathered.getUnsignedInt(1);
    }

    private void refuse(GrpcStatus status, String message) {
        refused = true;
        GrpcRefusal.give(wire.response(), status.code, message);
    }
}
