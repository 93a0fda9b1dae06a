package dev.meridian.edge.purge;

import dev.meridian.edge.cache.EdgeCache;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frees the memory behind purges, on a worker and in short steps. Lives on the context that started it. */
public final class PurgeSweep {

    private static final Logger log = LoggerFactory.getLogger(PurgeSweep.class);

    /** Purges that come in between share a pass. */
    private static final long PASS_MILLIS = 1_000;

    private final Vertx vertx;
    private final EdgeCache cache;
    private final long timer;
    private boolean busy;

    private PurgeSweep(Vertx vertx, EdgeCache cache) {
        this.vertx = vertx;
        this.cache = cache;
        this.timer = vertx.setPeriodic(PASS_MILLIS, tick -> pass());
    }

    public static PurgeSweep start(Vertx vertx, EdgeCache cache) {
        return new PurgeSweep(vertx, cache);
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void pass() {
        if (!busy) {
            busy = true;
            step();
        }
    }

    private void step() {
        vertx.executeBlocking(cache::sweep, false).onComplete(this::stepped, failure -> {
            log.atError().setCause(failure).log("What was purged could not be freed");
            busy = false;
        });
    }

    private void stepped(Boolean goesOn) {
        if (goesOn) {
            step();
        } else {
            busy = false;
        }
    }
}
