package dev.meridian.region.databases.exchange;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A body that is made piece by piece, each when somebody waits for it: a reader who is slow or gone costs nothing but the one
 * piece that may be waiting. Used on one context.
 */
final class PulledBody implements ReadStream<Buffer> {

    private final Supplier<Future<Buffer>> source;
    private long demand;
    private boolean pulling;
    private boolean over;
    private @Nullable Buffer waiting;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /** @param source of the next piece, an empty one at the end; not asked again after that or a failure */
    PulledBody(Supplier<Future<Buffer>> source) {
        this.source = source;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        flow();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Buffer> pause() {
        demand = 0;
        return this;
    }

    /** Without one nothing flows. */
    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> exceptionHandler) {
        this.exceptionHandler = exceptionHandler;
        return this;
    }

    private void flow() {
        Buffer piece = waiting;
        Handler<Buffer> reader = handler;
        if (pulling || demand == 0 || reader == null) {
            return;
        }
        if (piece != null) {
            waiting = null;
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            reader.handle(piece);
        }
        if (!over && !pulling && demand > 0 && waiting == null) {
            pull();
        }
    }

    private void pull() {
        pulling = true;
        source.get().onComplete(pulled -> {
            pulling = false;
            if (pulled.succeeded() && pulled.result().length() > 0) {
                waiting = pulled.result();
                flow();
            } else {
                over = true;
                tell(pulled.cause());
            }
        });
    }

    private void tell(@Nullable Throwable failure) {
        if (failure == null && endHandler != null) {
            endHandler.handle(null);
        } else if (failure != null && exceptionHandler != null) {
            exceptionHandler.handle(failure);
        }
    }
}
