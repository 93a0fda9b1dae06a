package dev.meridian.core.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A body as it is cut out of a wire stream. Paused at first; while nobody asks for more, the wire is paused too, so that
 * no more waits here than the wire had already handed over. Used on one context.
 */
public final class BodyStream implements ReadStream<Buffer> {

    private @Nullable ReadStream<Buffer> wire;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private long demand;
    private boolean delivering;
    private boolean complete;
    private boolean told;
    private @Nullable Throwable failure;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /** One whose wire is still to come: {@link #flowFrom}. */
    BodyStream() {}

    public BodyStream(ReadStream<Buffer> wire) {
        this.wire = wire;
    }

    /** One that has ended, with nothing in it. */
    public static BodyStream empty() {
        BodyStream none = new BodyStream();
        none.end();
        return none;
    }

    public void push(Buffer slice) {
        waiting.add(slice);
        deliver();
    }

    public void end() {
        complete = true;
        deliver();
    }

    /** A failure is told at once, before what still waits: nobody wants the rest of a body that will not be whole. */
    public void fail(Throwable cause) {
        if (!told && failure == null) {
            failure = cause;
            waiting.clear();
            tellFailure();
        }
    }

    /** The wire stream is there, and its data will be {@link #push pushed}. */
    void flowFrom(ReadStream<Buffer> arrived) {
        wire = arrived;
        regulate();
    }

    /** Lets the rest pass by unread. */
    public void discard() {
        handler = null;
        endHandler = null;
        exceptionHandler = null;
        resume();
    }

    /** The wire stream has nothing more and must not be asked. */
    public void wireOver() {
        wire = null;
    }

    public boolean isComplete() {
        return complete;
    }

    /** Has the wire flow exactly while someone wants more, or only its end is still to come. */
    public void regulate() {
        if (wire == null) {
            return;
        }
        if (complete || (demand > 0 && waiting.isEmpty())) {
            wire.resume();
        } else {
            wire.pause();
        }
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        deliver();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Buffer> pause() {
        demand = 0;
        regulate();
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
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> exceptionHandler) {
        this.exceptionHandler = exceptionHandler;
        tellFailure();
        return this;
    }

    private void deliver() {
        if (delivering || failure != null) {
            return;
        }
        delivering = true;
        try {
            while (demand > 0 && !waiting.isEmpty()) {
                demand = demand == Long.MAX_VALUE ? demand : demand - 1;
                Buffer slice = waiting.remove();
                if (handler != null) {
                    handler.handle(slice);
                }
            }
        } finally {
            delivering = false;
        }
        regulate();
        if (complete && demand > 0 && waiting.isEmpty() && !told) {
            told = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    private void tellFailure() {
        if (failure != null && exceptionHandler != null && !told) {
            told = true;
            exceptionHandler.handle(failure);
        }
    }
}
