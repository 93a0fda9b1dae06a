package dev.meridian.edge.cache.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Until when it is known of each region that no purge of it was missed. Regions that nobody vouches for at all, because
 * they purge nothing, are never in doubt. Safe for use by many threads.
 */
final class Vouchers {

    /** How long a fetch that began in doubt may be shared: less than a region waits for an edge's confirmation. */
    private static final long SHARED_NANOS = Duration.ofSeconds(2).toNanos();

    /** @param doubtedAt when doubt was last noted; meaningless until then */
    private record Voucher(long until, boolean doubted, long doubtedAt) {}

    private final Map<String, Voucher> byRegion = new ConcurrentHashMap<>();

    /** @param until of {@link System#nanoTime}; an earlier one than before has no effect */
    void vouch(String region, long until) {
        byRegion.merge(region, new Voucher(until, false, 0), (old, now) -> now.until() - old.until() > 0 ? now : old);
    }

    boolean isInDoubt(String region) {
        Voucher voucher = byRegion.get(region);
        return voucher != null && System.nanoTime() - voucher.until() >= 0;
    }

    /** Whether doubt has to be noted again: fetches that began before this moment may be of too long ago. */
    boolean noteDoubt(String region) {
        long now = System.nanoTime();
        Voucher voucher = byRegion.get(region);
        return voucher != null
                && now - voucher.until() >= 0
                && (!voucher.doubted() || now - voucher.doubtedAt() >= SHARED_NANOS)
                && byRegion.replace(region, voucher, new Voucher(voucher.until(), true, now));
    }
}
