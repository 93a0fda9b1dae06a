package dev.meridian.launcher.bench.wire;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** A way to ask a server for bytes. One server and one client, each on an event loop of its own. */
interface Carrier {

    /** What the server answers. */
    record Answer(int chunkBytes, long bytes) {

        /** Writes it as fast as it is taken. */
        void pour(WriteStream<Buffer> to) {
            new Pouring(to, Buffer.buffer(new byte[chunkBytes]), bytes).run();
        }
    }

    String name();

    /** Succeeds once the client may ask. */
    Future<Void> open();

    /** Asks for an answer; succeeds with the number of bytes that came, at its end. Called on the client's context. */
    Future<Long> ask(Answer answer);

    Future<Void> close();

    /** A body on its way out. */
    final class Pouring implements Runnable {

        private final WriteStream<Buffer> to;
        private final Buffer chunk;
        private long left;

        Pouring(WriteStream<Buffer> to, Buffer chunk, long bytes) {
            this.to = to;
            this.chunk = chunk;
            this.left = bytes;
        }

        @Override
        public void run() {
            while (left > 0) {
                if (to.writeQueueFull()) {
                    to.drainHandler(drained -> run());
                    return;
                }
                to.write(chunk);
                left -= chunk.length();
            }
            to.end();
        }
    }
}
