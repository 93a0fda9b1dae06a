package dev.meridian.functions;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes down what comes; takes a piece when it is told to. */
final class SinkNotes implements ResponseSink {

    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger bytes = new AtomicInteger();
    volatile Future<Void> room = Future.succeededFuture();

    @Override
    public void begin(int status, List<HeaderLine> headers) {
        seen.add("begin " + status + " " + headers.getFirst().value());
    }

    @Override
    public Future<Void> write(Buffer piece) {
        seen.add(piece.length() < 20 ? piece.toString() : "piece");
        bytes.addAndGet(piece.length());
        return room;
    }

    @Override
    public void end() {
        seen.add("end");
    }
}
