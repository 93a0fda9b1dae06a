package dev.meridian.functions.host;

import dev.meridian.functions.wire.Ending;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at every lane and every tenant some hundred times a second and holds them to their limits.
 *
 * <p>Buffers lie outside V8's heap limit, and V8 tells their size only to who holds its lock. So the whole process is
 * weighed while script runs for long: when it has grown by more than the longest-running entry may use, that is stopped.
 */
final class Watchdog {

    private static final long PERIOD_NANOS = 5_000_000;
    private static final long WEIGH_AFTER_NANOS = 10_000_000;

    private final List<Lane> lanes;
    private final Collection<Tenant> tenants;
    private long baselineBytes;

    Watchdog(List<Lane> lanes, Collection<Tenant> tenants) {
        this.lanes = lanes;
        this.tenants = tenants;
    }

    void start() {
        Thread.ofPlatform().daemon().name("watchdog").start(this::run);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, PERIOD_NANOS);
            long now = System.nanoTime();
            for (Lane lane : lanes) {
                lane.enforce(now);
            }
            for (Tenant tenant : tenants) {
                tenant.watch(now);
            }
            weigh(now);
        }
    }

    private void weigh(long now) {
        Optional<Entry> longest = lanes.stream()
                .flatMap(lane -> lane.running().stream())
                .filter(entry -> now - entry.startedNanos() > WEIGH_AFTER_NANOS)
                .min(Comparator.comparingLong(Entry::startedNanos));
        if (longest.isEmpty()) {
            baselineBytes = 0;
            return;
        }
        long bytes = ResidentMemory.bytes();
        if (baselineBytes == 0) {
            baselineBytes = bytes;
        } else if (bytes - baselineBytes > longest.get().allowanceBytes()) {
            baselineBytes = bytes;
            longest.get().stop(Ending.HEAP_EXCEEDED);
        }
    }
}
