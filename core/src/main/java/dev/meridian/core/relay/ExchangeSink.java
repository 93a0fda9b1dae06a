package dev.meridian.core.relay;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** One direction of an exchange as it leaves: body frames, then the end frame, written to a wire stream. */
final class ExchangeSink implements WriteStream<Buffer> {

    private final WriteStream<Buffer> wire;
    private final Handler<AsyncResult<Void>> onEnd;

    /** @param onEnd told when the end was sent, or could not be */
    ExchangeSink(WriteStream<Buffer> wire, Handler<AsyncResult<Void>> onEnd) {
        this.wire = wire;
        this.onEnd = onEnd;
    }

    @Override
    public Future<Void> write(Buffer data) {
        return data.length() == 0 ? Future.succeededFuture() : wire.write(Frames.body(data));
    }

    @Override
    public Future<Void> end() {
        return wire.end(Frames.end()).onComplete(onEnd);
    }

    @Override
    public Future<Void> end(Buffer data) {
        if (data.length() > 0) {
            wire.write(Frames.body(data));
        }
        return end();
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

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        wire.exceptionHandler(handler);
        return this;
    }
}
