package dev.meridian.core.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * A user's connection that speaks another protocol from now on, both ways (RFC 9110 section 7.8). It comes about a moment
 * after the switch was answered; until then nothing is read, and what is written waits. Silent for as long as HTTP
 * connections may be, it is closed by the door. Used on the exchange's context.
 */
final class Switched {

    /** How long the far side may take to end what the user has left. */
    private static final long LEAVE_MILLIS = 10_000;

    private final Vertx vertx;
    private final BodyStream incoming = new BodyStream();
    private final Outgoing outgoing;
    private @Nullable NetSocket socket;
    private boolean isOver;

    /** @param onEnd told when this side's end was sent, or the user is gone and nobody will send one */
    Switched(Vertx vertx, Handler<AsyncResult<Void>> onEnd) {
        this.vertx = vertx;
        this.outgoing = new Outgoing(onEnd);
    }

    /** What the user sends; nothing, in a stream that does not end, before the switch. */
    ReadStream<Buffer> incoming() {
        return incoming;
    }

    /** What the user is sent; its end closes the connection. */
    WriteStream<Buffer> outgoing() {
        return outgoing;
    }

    void begin(Future<NetSocket> switching) {
        outgoing.ready = switching;
        switching.onSuccess(this::begin).onFailure(gone -> outgoing.onEnd.handle(Future.failedFuture(gone)));
    }

    /** Closes the connection without another word. */
    void breakOff() {
        outgoing.ready.onSuccess(NetSocket::close);
    }

    private void begin(NetSocket begun) {
        socket = begun;
        begun.pause()
                .handler(incoming::push)
                .endHandler(ended -> {
                    incoming.wireOver();
                    incoming.end();
                })
                .exceptionHandler(broken -> begun.close())
                .closeHandler(closed -> over())
                .drainHandler(ignored -> outgoing.drained());
        incoming.flowFrom(begun);
        outgoing.drained();
    }

    private void over() {
        isOver = true;
        vertx.setTimer(
                LEAVE_MILLIS,
                late -> outgoing.onEnd.handle(Future.failedFuture(new IllegalStateException("the user has gone"))));
    }

    private final class Outgoing implements WriteStream<Buffer> {

        private final Handler<AsyncResult<Void>> onEnd;
        private Future<NetSocket> ready = Future.failedFuture("not switched");
        private @Nullable Handler<Void> drainHandler;

        private Outgoing(Handler<AsyncResult<Void>> onEnd) {
            this.onEnd = onEnd;
        }

        private void drained() {
            Handler<Void> told = drainHandler;
            if (told != null) {
                told.handle(null);
            }
        }

        @Override
        public Future<Void> write(Buffer data) {
            return ready.compose(open -> open.write(data));
        }

        @Override
        public Future<Void> end() {
            return ready.compose(NetSocket::end)
                    // Whoever closed first is not to be told.
                    .recover(gone -> isOver ? Future.succeededFuture() : Future.failedFuture(gone))
                    .onComplete(onEnd);
        }

        @Override
        public Future<Void> end(Buffer data) {
            write(data);
            return end();
        }

        @Override
        public boolean writeQueueFull() {
            return socket == null || (!isOver && socket.writeQueueFull());
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            ready.onSuccess(open -> open.setWriteQueueMaxSize(maxSize));
            return this;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            drainHandler = handler;
            return this;
        }

        /** The exchange itself listens for failures of the connection; see {@link Exchange#ended}. */
        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }
    }
}
