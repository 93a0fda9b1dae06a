package dev.meridian.edge.cache.store;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each project holds of the memory. Once that is full, a project that holds more than its share makes room for what
 * it stores among its own, so that nobody else's entries go for it: the oldest that was not asked for since it came or was
 * last spared (second chance). Used under the store's lock, but for {@link #gone}.
 */
final class Owners {

    /** Of what is gone, so many may wait in a queue before it is tidied. */
    private static final int SLACK = 1_024;

    /** How many are looked at, at most, for one that goes: nobody waits for a walk through all. */
    private static final int MOST_LOOKS = 256;

    private static final int TURNED = 4;

    private final long full;
    private final long share;
    private final AtomicLong total = new AtomicLong();
    private final Map<String, Holding> holdings = new ConcurrentHashMap<>();
    private long comings;

    private static final class Holding {
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicInteger count = new AtomicInteger();
        /** In the order of their coming; some are gone. */
        private final Queue<Place> order = new ArrayDeque<>();
    }

    /** @param number of the coming: under the same key another may have come since */
    private record Place(VariantKey key, long number) {}

    /** @param percent of the budget that is a project's share */
    Owners(long budget, int percent) {
        this.full = budget - budget / 16;
        this.share = percent == 100 ? Long.MAX_VALUE : budget * percent / 100;
    }

    /** Counts what is stored now. */
    void came(VariantKey key, Entry entry, int weight, Function<VariantKey, @Nullable Entry> stored) {
        Holding holding = holdings.computeIfAbsent(project(key), project -> new Holding());
        entry.charge(weight);
        holding.bytes.addAndGet(weight);
        holding.count.incrementAndGet();
        total.addAndGet(weight);
        if (share != Long.MAX_VALUE) {
            entry.placed(++comings);
            holding.order.add(new Place(key, comings));
            turn(holding, stored);
        }
    }

    /** Counts that something has become more. */
    void grew(VariantKey key, Entry entry, int weight) {
        Holding holding = holdings.get(project(key));
        if (holding != null) {
            int more = weight - entry.charged();
            entry.charge(weight);
            holding.bytes.addAndGet(more);
            total.addAndGet(more);
        }
    }

    /** Counts what is not stored any more. Any thread. */
    void gone(VariantKey key, Entry entry) {
        Holding holding = holdings.get(project(key));
        if (holding != null) {
            holding.bytes.addAndGet(-entry.charged());
            holding.count.decrementAndGet();
            total.addAndGet(-entry.charged());
        }
    }

    /** Lets go of what is known of a project that holds nothing. */
    void tidy(VariantKey key) {
        holdings.computeIfPresent(project(key), (project, holding) -> holding.count.get() == 0 ? null : holding);
    }

    /** Bytes that a project holds. */
    long bytes(String region, String project) {
        Holding holding = holdings.get(region + '/' + project);
        return holding == null ? 0 : holding.bytes.get();
    }

    /** What has to go for something that comes; asked again until it is none. */
    @Nullable
    VariantKey victim(VariantKey coming, int weight, Function<VariantKey, @Nullable Entry> stored) {
        Holding holding = holdings.get(project(coming));
        if (holding == null
                || total.get() + weight <= full
                || holding.bytes.get() + weight <= share
                || holding.bytes.get() == total.get()) {
            return null;
        }
        VariantKey spared = null;
        for (int looks = 0; looks < MOST_LOOKS && !holding.order.isEmpty(); looks++) {
            Place oldest = holding.order.remove();
            Entry entry = present(oldest, stored);
            if (entry != null && !entry.takeAskedFor()) {
                return oldest.key();
            }
            if (entry != null) {
                holding.order.add(oldest);
                spared = oldest.key();
            }
        }
        return spared;
    }

    /** What is gone must not fill the queue: each that comes has a few of the oldest looked at. */
    private static void turn(Holding holding, Function<VariantKey, @Nullable Entry> stored) {
        for (int looks = 0; looks < TURNED && holding.order.size() > holding.count.get() + SLACK; looks++) {
            Place oldest = holding.order.remove();
            if (present(oldest, stored) != null) {
                holding.order.add(oldest);
            }
        }
    }

    private static @Nullable Entry present(Place place, Function<VariantKey, @Nullable Entry> stored) {
        Entry entry = stored.apply(place.key());
        return entry == null || entry.place() != place.number() ? null : entry;
    }

    private static String project(VariantKey key) {
        return key.resource().region() + '/' + key.resource().project();
    }
}
