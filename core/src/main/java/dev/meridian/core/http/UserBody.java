package dev.meridian.core.http;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request's body as it comes from a user; fails when it passes its limit. */
final class UserBody implements ReadStream<Buffer> {

    /** How much of a body that nobody wants is let pass by before the connection is given up. */
    private static final long MOST_DISCARDED = 1 << 20;

    private final HttpServerRequest wire;
    private final long most;
    private long seen;
    private boolean complete;
    private boolean failed;
    private boolean isAwaited;
    private boolean wasHeldBack = true;
    private long seenBefore;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Throwable> onFailure;

    UserBody(HttpServerRequest wire, long most) {
        this.wire = wire;
        this.most = most;
        wire.handler(this::arrived);
        wire.endHandler(ignored -> ended());
        wire.exceptionHandler(cause -> fail(Problem.of(ProblemType.BAD_REQUEST, "The request's body broke off.")));
    }

    /** Tells of a failure whether or not anyone reads. */
    void onFailure(Handler<Throwable> told) {
        onFailure = told;
    }

    /** Lets the rest pass by unread, up to a limit. */
    void discardRest(Runnable giveUp) {
        if (complete || failed) {
            return;
        }
        long from = seen;
        endHandler = null;
        exceptionHandler = null;
        handler = slice -> {
            if (seen - from > MOST_DISCARDED) {
                failed = true;
                giveUp.run();
            }
        };
        wire.resume();
    }

    /**
     * Fails if too little came since it was last called, all through which it was awaited: what this side holds back, or
     * nobody reads, is not the caller's fault.
     *
     * @return whether there is more to wait for
     */
    boolean isUnderWay(long leastBytes) {
        boolean isSlow = isAwaited && !wasHeldBack && seen - seenBefore < leastBytes;
        seenBefore = seen;
        wasHeldBack = !isAwaited;
        if (isSlow && !complete) {
            fail(Problem.of(ProblemType.DEADLINE_EXCEEDED, "The request's body came too slowly."));
        }
        return !complete && !failed;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        isAwaited = false;
        wasHeldBack = true;
        if (!complete && !failed) {
            wire.pause();
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        isAwaited = true;
        if (!complete && !failed) {
            wire.resume();
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        if (!complete && !failed) {
            wire.fetch(amount);
        }
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

    private void arrived(Buffer slice) {
        if (failed) {
            return;
        }
        seen += slice.length();
        if (seen > most) {
            fail(Reception.tooLarge(most));
        } else if (handler != null) {
            handler.handle(slice);
        }
    }

    private void ended() {
        complete = true;
        if (!failed && endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void fail(Throwable cause) {
        if (failed || complete) {
            return;
        }
        failed = true;
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
        if (onFailure != null) {
            onFailure.handle(cause);
        }
    }
}
