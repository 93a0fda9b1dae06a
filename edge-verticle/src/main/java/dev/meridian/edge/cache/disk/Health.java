package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the disk takes what it is given: every failure is counted, and a change is logged. */
final class Health {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Path folder;
    private final DiskCounters counters;
    private final AtomicBoolean failing = new AtomicBoolean();

    Health(Path folder, DiskCounters counters) {
        this.folder = folder;
        this.counters = counters;
    }

    void failed(IOException failure) {
        counters.writeFailed();
        if (failing.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("cause", failure.toString())
                    .log("The cache's disk does not take what it is given; nothing is stored there until it does");
        }
    }

    void worked() {
        if (failing.get() && failing.compareAndSet(true, false)) {
            LOG.atInfo().addKeyValue("folder", folder).log("The cache's disk takes what it is given again");
        }
    }

    void damaged(Damaged damage) {
        counters.damaged();
        LOG.atDebug().addKeyValue("folder", folder).setCause(damage).log("Dropped a damaged part of the cache");
    }
}
