package dev.meridian.region.multipart;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A paused body that gives as many pieces as were asked for, at once. */
final class PieceStream implements ReadStream<Buffer> {

    private final byte[][] pieces;
    private int given;
    private long demand;
    private boolean isGiving;
    private boolean isEnded;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    PieceStream(byte[]... pieces) {
        this.pieces = pieces;
    }

    int given() {
        return given;
    }

    private void give() {
        if (isGiving) {
            return;
        }
        isGiving = true;
        while (demand > 0 && given < pieces.length && handler != null) {
            demand--;
            handler.handle(Buffer.buffer(pieces[given++]));
        }
        isGiving = false;
        if (given == pieces.length && !isEnded && demand > 0 && endHandler != null) {
            isEnded = true;
            endHandler.handle(null);
        }
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        demand += amount;
        give();
        return this;
    }

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
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        demand = 0;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE / 2);
    }
}
