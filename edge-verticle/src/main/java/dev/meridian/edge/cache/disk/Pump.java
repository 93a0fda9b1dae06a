package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** Writes a part of a body piece by piece: the next is read when the sink has room for it. */
final class Pump {

    private final DiskObject object;
    private final WriteStream<Buffer> sink;
    private final Promise<Void> done = Promise.promise();
    private long position;
    private long left;

    Pump(DiskObject object, WriteStream<Buffer> sink, long position, long left) {
        this.object = object;
        this.sink = sink;
        this.position = position;
        this.left = left;
    }

    Future<Void> run() {
        next();
        return done.future();
    }

    private void next() {
        if (left == 0) {
            done.tryComplete();
            return;
        }
        object.read(position, left).onComplete(this::write, done::tryFail);
    }

    private void write(Buffer piece) {
        position += piece.length();
        left -= piece.length();
        sink.write(piece).onFailure(done::tryFail);
        if (done.future().isComplete()) {
            return;
        }
        if (sink.writeQueueFull()) {
            sink.drainHandler(ignored -> {
                sink.drainHandler(null);
                next();
            });
        } else {
            next();
        }
    }
}
