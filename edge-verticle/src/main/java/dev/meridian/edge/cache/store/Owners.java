package dev.meridian.edge.cache.store;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
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

    private static final int SLACK = 1_024;

    private final long full;
    private final long share;
    private final AtomicLong total = new AtomicLong();
    private final Map<String, Holding> holdings = new ConcurrentHashMap<>();

    private static final class Holding {
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicInteger count = new AtomicInteger();
        /** In the order of their coming; some are gone. */
        private Queue<VariantKey> order = new ArrayDeque<>();
    }

    /** @param percent of the budget that is a project's share */
    Owners(long budget, int percent) {
        this.full = budget - budget / 16;
        this.share = percent == 100 ? Long.MAX_VALUE : budget * percent / 100;
    }

    /** Counts what is stored now. */
    void came(VariantKey key, Entry entry, int weight) {
        Holding holding = holdings.computeIfAbsent(project(key), project -> new Holding());
        entry.charge(weight);
        holding.bytes.addAndGet(weight);
        holding.count.incrementAndGet();
        total.addAndGet(weight);
        if (share != Long.MAX_VALUE) {
            holding.order.add(key);
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
        if (holding.order.size() > 2 * holding.count.get() + SLACK) {
            forgetGone(holding, stored);
        }
        for (int left = 2 * holding.order.size(); left > 0; left--) {
            VariantKey oldest = holding.order.remove();
            Entry entry = stored.apply(oldest);
            if (entry != null && entry.takeAskedFor()) {
                holding.order.add(oldest);
            } else if (entry != null) {
                return oldest;
            }
        }
        return null;
    }

    private static void forgetGone(Holding holding, Function<VariantKey, @Nullable Entry> stored) {
        Set<VariantKey> seen = new HashSet<>();
        Queue<VariantKey> present = new ArrayDeque<>();
        for (VariantKey key : holding.order) {
            if (seen.add(key) && stored.apply(key) != null) {
                present.add(key);
            }
        }
        holding.order = present;
    }

    private static String project(VariantKey key) {
        return key.resource().region() + '/' + key.resource().project();
    }
}
