package dev.meridian.edge.purge;

import dev.meridian.edge.cache.EdgeCache;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes on the disk what purges have covered, long after they have taken effect, and then has the ledger leave them
 * out. Lives on the context that started it.
 */
public final class DiskSweep {

    private static final Logger log = LoggerFactory.getLogger(DiskSweep.class);
    private static final long TICK_MILLIS = 1_000;

    /** Purges that come in between share a pass. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** What part of the time the disk may be busy with passes. */
    private static final int PART = 5;

    private final Vertx vertx;
    private final EdgeCache cache;
    private final PurgeLedger ledger;
    private final long timer;
    private long notBefore = System.nanoTime();
    private boolean busy;

    private DiskSweep(Vertx vertx, EdgeCache cache, PurgeLedger ledger) {
        this.vertx = vertx;
        this.cache = cache;
        this.ledger = ledger;
        this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> passIfDue());
    }

    public static DiskSweep start(Vertx vertx, EdgeCache cache, PurgeLedger ledger) {
        return new DiskSweep(vertx, cache, ledger);
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void passIfDue() {
        if (busy || !cache.isDiskSweepDue() || System.nanoTime() - notBefore < 0) {
            return;
        }
        busy = true;
        long began = System.nanoTime();
        pass(cache, ledger)
                .onFailure(failure -> log.atWarn()
                        .addKeyValue("cause", failure.toString())
                        .log("The cache's disk could not be swept; it is tried again"))
                .onComplete(done -> {
                    long now = System.nanoTime();
                    notBefore = now + Math.max(PAUSE.toNanos(), (PART - 1) * (now - began));
                    busy = false;
                });
    }

    /** One pass. */
    static Future<Void> pass(EdgeCache cache, PurgeLedger ledger) {
        return ledger.moment().compose(moment -> cache.sweepDisk().compose(removed -> ledger.forget(moment)));
    }
}
