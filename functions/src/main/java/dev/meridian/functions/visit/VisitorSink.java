package dev.meridian.functions.visit;

import dev.meridian.functions.ResponseSink;
import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a streamed response on to the visitor, as fast as they take it. Confined to the exchange's context. */
final class VisitorSink implements ResponseSink {

    private final Visit visit;
    private @Nullable WriteStream<Buffer> body;

    VisitorSink(Visit visit) {
        this.visit = visit;
    }

    @Override
    public void begin(int status, List<HeaderLine> headers) {
        if (!visit.exchange().isResponded()) {
            body = visit.exchange().respond(status, visit.headers(headers), -1);
        }
    }

    /** A visitor whose time was up has been answered already. */
    @Override
    public Future<Void> write(Buffer piece) {
        WriteStream<Buffer> open = body;
        if (open == null || visit.exchange().ended().failed()) {
            return Future.failedFuture("The visitor has left");
        }
        Future<Void> written = open.write(piece);
        if (!open.writeQueueFull()) {
            return Future.succeededFuture();
        }
        Promise<Void> room = Promise.promise();
        written.onFailure(room::tryFail);
        visit.exchange().ended().onComplete(ended -> room.tryFail("The visitor has left"));
        open.drainHandler(drained -> room.tryComplete());
        return room.future();
    }

    @Override
    public void end() {
        if (body != null) {
            body.end();
        }
    }
}
