package dev.meridian.router.proxy;

import dev.meridian.core.registry.Registry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets requests wait for the registry's next change: a client that made a project in a region may name it here before the
 * region's watch stream has told of it. Few may wait at a time, so that floods of nonsense are answered at once.
 */
final class News {

    private static final int MOST_WAITING = 128;

    private final Vertx vertx;
    private final Duration patience;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

    /** A request that waits, and the context that it continues on. */
    private record Waiter(Context context, Promise<Boolean> promise) {}

    News(Vertx vertx, Registry registry, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        registry.onChange(ignored -> waiting.forEach(
                waiter -> waiter.context().runOnContext(on -> waiter.promise().tryComplete(true))));
    }

    /**
     * Waits for a change, on the caller's context.
     *
     * @param begun when the request came, as {@link System#nanoTime()}; patience counts from then
     * @return whether something changed in time
     */
    Future<Boolean> await(long begun) {
        long left = patience.toMillis() - (System.nanoTime() - begun) / 1_000_000;
        if (left <= 0 || waiting.size() >= MOST_WAITING) {
            return Future.succeededFuture(false);
        }
        Waiter waiter = new Waiter(vertx.getOrCreateContext(), Promise.promise());
        waiting.add(waiter);
        long timer = vertx.setTimer(left, ignored -> waiter.promise().tryComplete(false));
        return waiter.promise().future().onComplete(ignored -> {
            waiting.remove(waiter);
            vertx.cancelTimer(timer);
        });
    }
}
