package dev.meridian.core.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A response's body on its way to a user; nothing is sent where HTTP allows no body (RFC 9110 section 6.4.1). */
final class UserSink implements WriteStream<Buffer> {

    private final HttpServerResponse wire;
    private final boolean bodyless;
    private final Handler<AsyncResult<Void>> onEnd;

    /** @param onEnd told when the end was sent, or could not be */
    UserSink(HttpServerResponse wire, boolean bodyless, Handler<AsyncResult<Void>> onEnd) {
        this.wire = wire;
        this.bodyless = bodyless;
        this.onEnd = onEnd;
    }

    @Override
    public Future<Void> write(Buffer data) {
        return bodyless || data.length() == 0 ? Future.succeededFuture() : wire.write(data);
    }

    @Override
    public Future<Void> end() {
        return wire.end().onComplete(onEnd);
    }

    @Override
    public Future<Void> end(Buffer data) {
        return (bodyless ? wire.end() : wire.end(data)).onComplete(onEnd);
    }

    @Override
    public boolean writeQueueFull() {
        return wire.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        wire.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        wire.drainHandler(handler);
        return this;
    }

    /** The exchange itself listens for failures of the wire; see {@link Exchange#ended}. */
    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
