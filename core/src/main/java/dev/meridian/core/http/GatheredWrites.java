package dev.meridian.core.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.Optional;

/**
 * Hands what many exchanges write to one HTTP/2 connection in one turn of its event loop to the kernel at once. Without it
 * each frame is a system call of its own, which for small messages costs as much as all else that is done for them.
 */
public final class GatheredWrites {

    /** So many flushes are not waited with until the turn ends. */
    private static final int MOST = 256;

    /** Vert.x gives out client connections in a wrapper that does not tell what it wraps; empty where it has none such. */
    private static final Optional<VarHandle> WRAPPED = wrapped();

    private GatheredWrites() {}

    private static Optional<VarHandle> wrapped() {
        try {
            Field field = UnpooledHttpClientConnection.class.getDeclaredField("actual");
            return Optional.of(MethodHandles.privateLookupIn(UnpooledHttpClientConnection.class, MethodHandles.lookup())
                    .unreflectVarHandle(field));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * To be called once for a connection, on its event loop.
     *
     * @return whether it is so from now on; it is not on a connection of HTTP/1.1, which one exchange has to itself
     */
    public static boolean on(HttpConnection connection) {
        Optional<ChannelPipeline> pipeline = pipeline(connection);
        pipeline.ifPresent(it -> it.addLast(new FlushConsolidationHandler(MOST, true)));
        return pipeline.isPresent();
    }

    /** That of a connection of HTTP/2. */
    static Optional<ChannelPipeline> pipeline(HttpConnection connection) {
        return unwrapped(connection) instanceof ConnectionBase wire
                        && wire.channelHandlerContext().handler() instanceof Http2ConnectionHandler
                ? Optional.of(wire.channel().pipeline())
                : Optional.empty();
    }

    private static Object unwrapped(HttpConnection connection) {
        return connection instanceof UnpooledHttpClientConnection && WRAPPED.isPresent()
                ? WRAPPED.get().get(connection)
                : connection;
    }
}
