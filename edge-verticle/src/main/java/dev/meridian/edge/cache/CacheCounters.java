package dev.meridian.edge.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How requests fared. */
final class CacheCounters {

    private final Counter hits;
    private final Counter stales;
    private final Counter misses;
    private final Counter passes;
    private final Counter failures;

    CacheCounters(MeterRegistry meters) {
        hits = counter(meters, "hit");
        stales = counter(meters, "stale");
        misses = counter(meters, "miss");
        passes = counter(meters, "pass");
        failures = counter(meters, "failure");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("meridian_cache_requests").tag("result", result).register(meters);
    }

    void hit() {
        hits.increment();
    }

    void stale() {
        stales.increment();
    }

    void miss() {
        misses.increment();
    }

    void pass() {
        passes.increment();
    }

    void failure() {
        failures.increment();
    }
}
