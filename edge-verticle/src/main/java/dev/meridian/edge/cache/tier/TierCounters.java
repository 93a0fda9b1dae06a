package dev.meridian.edge.cache.tier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How look-ups on the disk and writes to it fared. */
final class TierCounters {

    private final Counter found;
    private final Counter failed;
    private final Counter late;
    private final Counter stored;
    private final Counter refreshed;
    private final Counter skipped;

    TierCounters(MeterRegistry meters) {
        found = counter(meters, "lookups", "found");
        failed = counter(meters, "lookups", "failed");
        late = counter(meters, "lookups", "late");
        stored = counter(meters, "offers", "stored");
        refreshed = counter(meters, "offers", "refreshed");
        skipped = counter(meters, "offers", "skipped");
    }

    private static Counter counter(MeterRegistry meters, String of, String result) {
        return Counter.builder("meridian_cache_disk_" + of)
                .tag("result", result)
                .register(meters);
    }

    void found() {
        found.increment();
    }

    void failed() {
        failed.increment();
    }

    void late() {
        late.increment();
    }

    void stored() {
        stored.increment();
    }

    void refreshed() {
        refreshed.increment();
    }

    /** Too much waited to be written. */
    void skipped() {
        skipped.increment();
    }
}
