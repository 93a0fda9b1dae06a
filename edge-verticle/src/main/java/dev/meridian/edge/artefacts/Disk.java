package dev.meridian.edge.artefacts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The few threads on which blocking work with files is done; those of one node are the same. */
public final class Disk {

    private static final int THREADS = 2;
    private static final int LONGEST_SECONDS = 60;

    private final WorkerExecutor executor;

    /** @param owner name of the node */
    public Disk(Vertx vertx, String owner) {
        executor = vertx.createSharedWorkerExecutor("edge-disk-" + owner, THREADS, LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    public <T> Future<T> run(Callable<T> work) {
        return executor.executeBlocking(work, false).map(result -> Objects.requireNonNull(result));
    }

    public Future<Void> close() {
        return executor.close();
    }
}
