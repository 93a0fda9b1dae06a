package dev.meridian.edge.functions;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The few threads on which blocking work with files is done. */
final class Disk {

    private static final int THREADS = 2;
    private static final int LONGEST_SECONDS = 60;

    private final WorkerExecutor executor;

    /** @param owner name of the node */
    Disk(Vertx vertx, String owner) {
        executor = vertx.createSharedWorkerExecutor("edge-disk-" + owner, THREADS, LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    <T> Future<T> run(Callable<T> work) {
        return executor.executeBlocking(work, false).map(result -> Objects.requireNonNull(result));
    }

    Future<Void> close() {
        return executor.close();
    }
}
