package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done one piece at a time, in the order in which it came, on whichever thread of the disk is free. */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final DiskThreads threads;
    private final Deque<Runnable> pieces = new ArrayDeque<>();
    private boolean running;

    Lane(DiskThreads threads) {
        this.threads = threads;
    }

    <T> Future<T> run(Callable<T> work) {
        Promise<T> promise = threads.promise();
        boolean start;
        synchronized (this) {
            pieces.addLast(() -> {
                try {
                    promise.complete(work.call());
                } catch (Exception failure) {
                    promise.fail(failure);
                }
            });
            start = !running;
            running = true;
        }
        if (start) {
            threads.run(this::drain)
                    .onFailure(failure -> LOG.atError().setCause(failure).log("The disk's lane stopped"));
        }
        return promise.future();
    }

    private boolean drain() {
        for (Runnable piece = next(); piece != null; piece = next()) {
            piece.run();
        }
        return true;
    }

    private synchronized @Nullable Runnable next() {
        Runnable piece = pieces.pollFirst();
        running = piece != null;
        return piece;
    }
}
