package dev.meridian.core.http;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
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
    private final long announced;
    private final Runnable abort;
    private final Handler<AsyncResult<Void>> onEnd;

    private long written;

    /**
     * @param announced bytes that the body is to have, -1 when unknown
     * @param abort breaks off, when the body ends with another length: the caller must not take it for whole, nor the
     *     next response for its rest
     * @param onEnd told when the end was sent, or could not be
     */
    UserSink(
            HttpServerResponse wire,
            boolean bodyless,
            long announced,
            Runnable abort,
            Handler<AsyncResult<Void>> onEnd) {
        this.wire = wire;
        this.bodyless = bodyless;
        this.announced = announced;
        this.abort = abort;
        this.onEnd = onEnd;
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (bodyless || data.length() == 0) {
            return Future.succeededFuture();
        }
        return fits(data, false) ? wire.write(data) : broken();
    }

    @Override
    public Future<Void> end() {
        return end(Buffer.buffer());
    }

    @Override
    public Future<Void> end(Buffer data) {
        if (bodyless) {
            return wire.end().onComplete(onEnd);
        }
        if (!fits(data, true)) {
            return broken();
        }
        return (data.length() == 0 ? wire.end() : wire.end(data)).onComplete(onEnd);
    }

    /** Counts what is written, and says whether it is no more than was announced; at the end also no less. */
    private boolean fits(Buffer data, boolean last) {
        written += data.length();
        return announced < 0 || written == announced || (!last && written < announced);
    }

    private Future<Void> broken() {
        abort.run();
        return Future.failedFuture(Problem.of(
                ProblemType.SERVER_ERROR, "The body is not of the " + announced + " bytes that were announced."));
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
