package dev.meridian.core.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import java.util.function.LongConsumer;

/**
 * Passes bytes between two sockets of one context, both ways, until either closes; then what came from it is written and
 * the other is closed. A side that does not read stops the other from being read: nothing waits here but what the sockets'
 * own queues hold.
 */
final class Splice {

    private Splice() {}

    /**
     * @param bytes told how many were passed, each time
     * @return succeeds once the other has closed
     */
    static Future<Void> join(NetSocket one, NetSocket other, LongConsumer bytes) {
        pass(one, other, bytes);
        Future<Void> closed = pass(other, one, bytes);
        one.resume();
        other.resume();
        return closed;
    }

    /** @return succeeds once {@code from} has closed */
    private static Future<Void> pass(NetSocket from, NetSocket to, LongConsumer bytes) {
        Promise<Void> closed = Promise.promise();
        from.handler(data -> {
            bytes.accept(data.length());
            to.write(data);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(ignored -> from.resume());
            }
        });
        from.endHandler(ignored -> to.close());
        from.exceptionHandler(ignored -> from.close());
        from.closeHandler(ignored -> {
            // It ends only after what still waits in it, which stays there while it is paused.
            from.resume();
            closed.complete();
        });
        return closed.future();
    }
}
