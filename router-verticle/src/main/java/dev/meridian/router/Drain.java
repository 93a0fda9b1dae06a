package dev.meridian.router;

import dev.meridian.core.http.Exchange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts exchanges under way and, once begun, waits for the last of them. Safe for use by many threads. */
final class Drain {

    private final Vertx vertx;
    private final Duration bound;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Promise<Void> empty = Promise.promise();
    private volatile boolean draining;

    Drain(Vertx vertx, Duration bound) {
        this.vertx = vertx;
        this.bound = bound;
    }

    boolean isDraining() {
        return draining;
    }

    void enter(Exchange exchange) {
        underWay.incrementAndGet();
        exchange.ended().onComplete(ignored -> {
            if (underWay.decrementAndGet() == 0 && draining) {
                empty.tryComplete();
            }
        });
    }

    /** Succeeds when no exchange is left, or when the time is up. */
    Future<Void> begin() {
        draining = true;
        if (underWay.get() == 0) {
            empty.tryComplete();
            return empty.future();
        }
        long timer = vertx.setTimer(Math.max(1, bound.toMillis()), ignored -> empty.tryComplete());
        return empty.future().onComplete(ignored -> vertx.cancelTimer(timer));
    }
}
