package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads that touch the disk. Results arrive on the caller's context. */
final class DiskThreads {

    private static final int LONGEST_SECONDS = 60;

    private final Vertx vertx;
    private final WorkerExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int limit;

    /** @param name of the threads, one for each tier in a process */
    DiskThreads(Vertx vertx, String name, DiskSettings settings) {
        this.vertx = vertx;
        this.limit = settings.waiting();
        executor = vertx.createSharedWorkerExecutor(name, settings.threads(), LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    <T> Future<T> run(Callable<T> work) {
        waiting.incrementAndGet();
        return executor.executeBlocking(
                        () -> {
                            waiting.decrementAndGet();
                            return work.call();
                        },
                        false)
                .map(result -> Objects.requireNonNull(result));
    }

    /** Whether as much waits for a thread as may. */
    boolean isBusy() {
        return waiting.get() >= limit;
    }

    <T> Promise<T> promise() {
        return ((ContextInternal) vertx.getOrCreateContext()).promise();
    }

    Future<Void> close() {
        return executor.close();
    }
}
