package dev.meridian.region.release;

import dev.meridian.core.residency.Residency;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The policies in force, as the database had them at most {@link #FRESH} ago: about one look-up for all requests of a
 * project in that time. Bounded. Safe for use by many threads.
 */
final class Restrictions {

    static final Duration FRESH = Duration.ofMillis(250);

    private static final int MOST = 10_000;

    private record Known(Residency residency, long untilNanos) {}

    private final Function<String, Future<Residency>> find;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Restrictions(Function<String, Future<Residency>> find) {
        this.find = find;
    }

    /** On the caller's context. */
    Future<Residency> of(String project) {
        long now = System.nanoTime();
        Known found = known.get(project);
        return found != null && found.untilNanos() - now > 0
                ? Future.succeededFuture(found.residency())
                : find.apply(project)
                        .onSuccess(residency -> keep(project, new Known(residency, now + FRESH.toNanos())));
    }

    private void keep(String project, Known fresh) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(project, fresh);
    }

    /** After a change in this process. */
    void forget(String project) {
        known.remove(project);
    }
}
