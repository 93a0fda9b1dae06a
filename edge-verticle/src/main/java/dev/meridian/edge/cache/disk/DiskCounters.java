package dev.meridian.edge.cache.disk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How the disk fared. */
final class DiskCounters {

    private final MeterRegistry meters;
    private final Counter evicted;
    private final Counter kept;
    private final Counter damaged;
    private final Counter writeFailures;
    private final Counter passed;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    DiskCounters(MeterRegistry meters) {
        this.meters = meters;
        evicted = meters.counter("meridian_cache_disk_evictions");
        kept = meters.counter("meridian_cache_disk_reinsertions");
        damaged = meters.counter("meridian_cache_disk_damaged");
        writeFailures = meters.counter("meridian_cache_disk_write_failures");
        passed = meters.counter("meridian_cache_disk_lookups_refused");
        for (Refusal reason : Refusal.values()) {
            refused.put(
                    reason,
                    Counter.builder("meridian_cache_disk_refused")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    void measure(Supplier<Number> bytes, Supplier<Number> objects) {
        Gauge.builder("meridian_cache_disk_bytes", bytes).strongReference(true).register(meters);
        Gauge.builder("meridian_cache_disk_objects", objects)
                .strongReference(true)
                .register(meters);
    }

    void evicted() {
        evicted.increment();
    }

    void kept() {
        kept.increment();
    }

    void damaged() {
        damaged.increment();
    }

    void writeFailed() {
        writeFailures.increment();
    }

    /** A look-up was answered with nothing because too many waited. */
    void passed() {
        passed.increment();
    }

    Outcome refused(Refusal reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
        return new Outcome.NotStored(reason);
    }
}
