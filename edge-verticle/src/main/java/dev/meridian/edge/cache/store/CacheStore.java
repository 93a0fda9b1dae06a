package dev.meridian.edge.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.VaryRule;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory tier. Safe for use by many threads; look-ups that find something take no lock.
 *
 * <p>Writes and purges take one lock in turn: a purge is first logged, then carried out, and a write first asks the log
 * whether a purge came since its fetch began. Purges by tag drop the entries themselves; a purge of a project or region
 * leaves a mark that look-ups compare with, and {@link #sweep} frees the memory behind it.
 *
 * <p>Evicted entries leave the tag index at the next write: the eviction policy calls back under a lock of its own, in
 * which ours must not be taken.
 */
public final class CacheStore {

    /** What part of the budget goes to the rules of which headers choose a response. */
    private static final int VARY_RULES_SHARE = 8;

    private record Evicted(VariantKey key, Entry entry) {}

    private record Marks(long hard, long soft) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final PurgeLog log = new PurgeLog();
    private final TagIndex tags = new TagIndex();
    private final Map<PurgeScope, Marks> marks = new ConcurrentHashMap<>();
    private final Queue<Evicted> evicted = new ConcurrentLinkedQueue<>();
    private final Cache<ResourceKey, VaryRule> varyRules;
    private final Cache<VariantKey, Entry> entries;

    /** @param budget in bytes */
    public CacheStore(long budget) {
        varyRules = Caffeine.newBuilder()
                .maximumWeight(budget / VARY_RULES_SHARE)
                .weigher((ResourceKey key, VaryRule rule) -> key.weight())
                .executor(Runnable::run)
                .build();
        entries = Caffeine.newBuilder()
                .maximumWeight(budget)
                .weigher((VariantKey key, Entry entry) -> entry.weight(key))
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    private void removed(@Nullable VariantKey key, @Nullable Entry entry, RemovalCause cause) {
        if (cause.wasEvicted() && key != null && entry != null) {
            evicted.add(new Evicted(key, entry));
        }
    }

    /** The present moment among purges; a fetch remembers it from before it begins. */
    public long mark() {
        return log.mark();
    }

    /** Whether a request that comes now must not be answered by a fetch that began at a mark. */
    public boolean isOutdated(long mark, ResourceKey resource) {
        return mark != log.mark() && log.mayCover(mark, resource);
    }

    public Lookup lookup(ResourceKey resource, Fields request) {
        VaryRule rule = varyRules.getIfPresent(resource);
        if (rule == null) {
            return new Lookup.Nothing(new VariantKey(resource, ""));
        }
        VariantKey key = new VariantKey(resource, rule.variant(request));
        Entry entry = entries.getIfPresent(key);
        if (entry == null) {
            return hasVariants(resource) ? new Lookup.OtherVariants(key) : new Lookup.Nothing(key);
        }
        return unpurged(key, entry)
                .<Lookup>map(found -> new Lookup.Found(key, found))
                .orElseGet(() -> new Lookup.Nothing(key));
    }

    private boolean hasVariants(ResourceKey resource) {
        lock.lock();
        try {
            forgetEvicted();
            PurgeScope all = new PurgeScope(resource.region(), resource.project(), Set.of(uriTag(resource)));
            return !tags.of(all).isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Entry> unpurged(VariantKey key, Entry entry) {
        if (marks.isEmpty()) {
            return Optional.of(entry);
        }
        ResourceKey resource = key.resource();
        Marks project = marksOf(resource.region(), resource.project());
        Marks region = marksOf(resource.region(), "");
        if (entry.mark() < Math.max(project.hard(), region.hard())) {
            return Optional.empty();
        }
        boolean stale = entry.mark() < Math.max(project.soft(), region.soft());
        return Optional.of(stale ? entry.softlyPurged() : entry);
    }

    private Marks marksOf(String region, String project) {
        return marks.getOrDefault(new PurgeScope(region, project, Set.of()), new Marks(0, 0));
    }

    /** Stores a response, unless a purge has covered it since its fetch began. */
    public boolean put(ResourceKey resource, VaryRule rule, Fields request, Entry entry) {
        VariantKey key = new VariantKey(resource, rule.variant(request));
        lock.lock();
        try {
            forgetEvicted();
            PurgeLog.Coverage coverage = log.since(entry.mark(), resource, entry.tags());
            if (coverage == PurgeLog.Coverage.HARD) {
                return false;
            }
            varyRules.put(resource, rule);
            replace(key, coverage == PurgeLog.Coverage.SOFT ? entry.softlyPurged() : entry);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Weighs an entry anew whose forms have become more; of no effect once it is no longer stored. */
    public void reweigh(VariantKey key, Entry entry) {
        entries.asMap().computeIfPresent(key, (same, present) -> present);
    }

    private void replace(VariantKey key, Entry entry) {
        drop(key);
        entries.put(key, entry);
        tags.add(key, entry);
    }

    private void drop(VariantKey key) {
        Entry old = entries.asMap().remove(key);
        if (old != null) {
            tags.remove(key, old);
        }
    }

    /** Drops every variant of a resource (RFC 9111 section 4.4). */
    public void invalidate(ResourceKey resource) {
        purge(new PurgeScope(resource.region(), resource.project(), Set.of(uriTag(resource))), false);
    }

    /** The tag that every entry of a resource bears, so that the resource can be invalidated as a whole. */
    public static String uriTag(ResourceKey resource) {
        return "uri " + resource.host() + ' ' + resource.uri();
    }

    /** Makes everything covered unfindable, or stale if soft, from this moment on. */
    public void purge(PurgeScope scope, boolean soft) {
        lock.lock();
        try {
            forgetEvicted();
            log.add(scope, soft);
            if (scope.tags().isEmpty()) {
                long mark = log.mark();
                Marks marked = soft ? new Marks(0, mark) : new Marks(mark, 0);
                marks.merge(
                        scope, marked, (a, b) -> new Marks(Math.max(a.hard(), b.hard()), Math.max(a.soft(), b.soft())));
                return;
            }
            tags.of(scope).forEach(tagged -> {
                if (soft) {
                    replace(tagged.getKey(), tagged.getValue().softlyPurged());
                } else {
                    drop(tagged.getKey());
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /** Frees what purged projects and regions hold; takes time in proportion to all entries. */
    public void sweep() {
        Map<PurgeScope, Marks> before = Map.copyOf(marks);
        entries.asMap().forEach((key, entry) -> {
            Optional<Entry> left = unpurged(key, entry);
            if (left.isPresent() && left.get() == entry) {
                return;
            }
            lock.lock();
            try {
                if (entries.getIfPresent(key) == entry) {
                    left.ifPresentOrElse(kept -> replace(key, kept), () -> drop(key));
                }
            } finally {
                lock.unlock();
            }
        });
        before.forEach(marks::remove);
    }

    private void forgetEvicted() {
        for (Evicted gone = evicted.poll(); gone != null; gone = evicted.poll()) {
            tags.remove(gone.key(), gone.entry());
        }
    }

    /** How many responses are stored. */
    public long size() {
        return entries.estimatedSize();
    }

    /** Bytes that they take. */
    public long weight() {
        return entries.policy().eviction().stream()
                .mapToLong(policy -> policy.weightedSize().orElse(0))
                .sum();
    }
}
