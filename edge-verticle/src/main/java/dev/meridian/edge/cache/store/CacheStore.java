package dev.meridian.edge.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.VaryRule;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory tier. Safe for use by many threads; look-ups that find something take no lock.
 *
 * <p>A purge leaves a mark that look-ups compare with, whatever it covers; {@link #sweep} frees the memory behind it.
 * Writes and purges take one lock in turn: a write first asks whether a purge came since its fetch began.
 *
 * <p>Evicted entries leave the index at the next write: the eviction policy calls back under a lock of its own, in which
 * ours must not be taken.
 */
public final class CacheStore {

    private static final int EVERYTHING = 100;

    /** How many entries one step of a sweep looks at. */
    private static final int SWEEP_STEP = 4_096;

    private final ReentrantLock lock = new ReentrantLock();
    /** Of all purges, for fetches under way. */
    private final PurgeMarks recent;
    /** Of those that the sweep is not done with, for what is stored. */
    private final PurgeMarks pending;
    /** Of those that what lies beneath has not been swept of yet. */
    private final PurgeMarks beneathPending;

    private final Beneath beneath;
    private final Vouchers vouchers = new Vouchers();
    private final VariantIndex variants = new VariantIndex();
    private final Owners owners;
    private final Queue<VariantKey> evicted = new ConcurrentLinkedQueue<>();
    private final Cache<VariantKey, Entry> entries;

    private volatile long mark;
    /** Grows before marks are forgotten, so that a look-up in between can tell. */
    private final AtomicLong forgettings = new AtomicLong();
    /** The same of the marks for what lies beneath. */
    private final AtomicLong forgettingsBeneath = new AtomicLong();

    private Iterator<Map.Entry<VariantKey, Entry>> unswept = Collections.emptyIterator();
    private long sweptTo;

    /** @param budget in bytes */
    public CacheStore(long budget) {
        this(budget, EVERYTHING, Beneath.NOTHING);
    }

    /**
     * @param budget in bytes
     * @param ownerPercent of it that one project may take from others
     */
    public CacheStore(long budget, int ownerPercent, Beneath beneath) {
        this(budget, ownerPercent, beneath, PurgeMarks.Bounds.USUAL);
    }

    CacheStore(long budget, int ownerPercent, Beneath beneath, PurgeMarks.Bounds bounds) {
        this.beneath = beneath;
        owners = new Owners(budget, ownerPercent);
        recent = new PurgeMarks(bounds);
        pending = new PurgeMarks(bounds);
        beneathPending = new PurgeMarks(bounds);
        entries = Caffeine.newBuilder()
                .maximumWeight(budget)
                .weigher((VariantKey key, Entry entry) -> entry.weight(key))
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    private void removed(@Nullable VariantKey key, @Nullable Entry entry, RemovalCause cause) {
        if (key != null && entry != null) {
            owners.gone(key, entry);
            if (cause.wasEvicted()) {
                evicted.add(key);
            }
        }
    }

    /** The present moment among purges; a fetch remembers it from before it begins. */
    public long mark() {
        return mark;
    }

    /** Whether a request that comes now must not be answered by a fetch that began at a mark. */
    public boolean isOutdated(long start, ResourceKey resource) {
        noteDoubt(resource.region());
        return start != mark && recent.mayCover(start, resource);
    }

    /** Whether a response to a request that was sent at a mark may be outdated. */
    public boolean isCovered(long start, ResourceKey resource, Collection<String> tags) {
        noteDoubt(resource.region());
        return recent.since(start, resource, tags) != Coverage.NONE;
    }

    /**
     * Says that no purge of a region was missed, and that none will be until then. Once anybody has vouched for a region,
     * what it owns is only ever served without asking it for as long as somebody does.
     *
     * @param until of {@link System#nanoTime}
     */
    public void vouch(String region, long until) {
        vouchers.vouch(region, until);
    }

    /** Whether a region is in doubt; if so, fetches that began before are not for those who come now. */
    private boolean noteDoubt(String region) {
        if (!vouchers.isInDoubt(region)) {
            return false;
        }
        if (vouchers.noteDoubt(region)) {
            lock.lock();
            try {
                remember(PurgeScope.region(region), true);
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    public Lookup lookup(ResourceKey resource, Fields request) {
        VaryRule rule = variants.rule(resource);
        if (rule == null) {
            return new Lookup.Nothing(new VariantKey(resource, ""));
        }
        VariantKey key = new VariantKey(resource, rule.variant(request));
        boolean doubted = noteDoubt(resource.region());
        long before;
        Optional<Entry> found;
        do {
            before = forgettings.get();
            Entry entry = entries.getIfPresent(key);
            if (entry == null) {
                return hasVariants(resource) ? new Lookup.OtherVariants(key) : new Lookup.Nothing(key);
            }
            entry.askFor();
            found = unpurged(key, entry);
        } while (before != forgettings.get());
        return found.<Lookup>map(entry -> new Lookup.Found(key, doubted ? entry.inDoubt() : entry))
                .orElseGet(() -> new Lookup.Nothing(key));
    }

    private boolean hasVariants(ResourceKey resource) {
        lock.lock();
        try {
            forgetEvicted();
            return variants.has(resource);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Entry> unpurged(VariantKey key, Entry entry) {
        if (pending.isEmpty()) {
            return Optional.of(entry);
        }
        return switch (pending.since(entry.mark(), key.resource(), entry.tags())) {
            case NONE -> Optional.of(entry);
            case SOFT -> Optional.of(entry.softlyPurged());
            case HARD -> Optional.empty();
        };
    }

    /** Stores a response, unless a purge has covered it since its fetch began. */
    public boolean put(ResourceKey resource, VaryRule rule, Fields request, Entry entry) {
        VariantKey key = new VariantKey(resource, rule.variant(request));
        lock.lock();
        try {
            forgetEvicted();
            Coverage coverage = recent.since(entry.mark(), resource, entry.tags());
            if (coverage == Coverage.HARD) {
                return false;
            }
            replace(key, rule, coverage == Coverage.SOFT ? entry.softlyPurged() : entry);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Weighs an entry anew whose forms have become more; of no effect once it is no longer stored. */
    public void reweigh(VariantKey key, Entry entry) {
        lock.lock();
        try {
            if (entries.policy().getIfPresentQuietly(key) == entry) {
                owners.grew(key, entry, entry.weight(key));
                entries.put(key, entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** In place of what is stored, chosen as that was. */
    private void replace(VariantKey key, Entry entry) {
        VaryRule rule = variants.rule(key.resource());
        if (rule != null) {
            replace(key, rule, entry);
        }
    }

    private void replace(VariantKey key, VaryRule rule, Entry entry) {
        drop(key);
        int weight = entry.weight(key);
        makeRoom(key, weight);
        owners.came(key, entry, weight, entries.policy()::getIfPresentQuietly);
        entries.put(key, entry);
        variants.add(key, rule);
    }

    private void makeRoom(VariantKey coming, int weight) {
        VariantKey victim = owners.victim(coming, weight, entries.policy()::getIfPresentQuietly);
        while (victim != null) {
            drop(victim);
            victim = owners.victim(coming, weight, entries.policy()::getIfPresentQuietly);
        }
    }

    /** Bytes that a project holds, roughly. */
    public long weight(String region, String project) {
        return owners.bytes(region, project);
    }

    private void drop(VariantKey key) {
        entries.asMap().remove(key);
        variants.remove(key);
        owners.tidy(key);
    }

    /** Drops every variant of a resource (RFC 9111 section 4.4). */
    public void invalidate(ResourceKey resource) {
        lock.lock();
        try {
            forgetEvicted();
            variants.of(resource).forEach(this::drop);
            beneath.remove(resource);
            remember(PurgeScope.resource(resource), false);
        } finally {
            lock.unlock();
        }
    }

    /** Makes every variant of a resource stale; what lies beneath forgets them. */
    public void outdate(ResourceKey resource) {
        lock.lock();
        try {
            forgetEvicted();
            beneath.remove(resource);
            for (VariantKey key : List.copyOf(variants.of(resource))) {
                Entry entry = entries.policy().getIfPresentQuietly(key);
                if (entry != null) {
                    replace(key, entry.softlyPurged());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything covered unfindable, or stale if soft, from this moment on. */
    public void purge(PurgeScope scope, boolean soft) {
        lock.lock();
        try {
            pending.mark(scope, mark + 1, soft);
            if (beneath.isThere()) {
                beneathPending.mark(scope, mark + 1, soft);
            }
            remember(scope, soft);
        } finally {
            lock.unlock();
        }
    }

    private void remember(PurgeScope scope, boolean soft) {
        long next = mark + 1;
        recent.mark(scope, next, soft);
        mark = next;
    }

    /**
     * Goes on with freeing what purges have left behind, for some milliseconds at most; on one thread at a time. A pass over
     * all entries deals with every purge from before it began.
     *
     * @return whether the pass is not over yet
     */
    public boolean sweep() {
        if (!unswept.hasNext()) {
            if (pending.isEmpty()) {
                return false;
            }
            sweptTo = mark;
            unswept = entries.asMap().entrySet().iterator();
        }
        for (int i = 0; i < SWEEP_STEP && unswept.hasNext(); i++) {
            Map.Entry<VariantKey, Entry> next = unswept.next();
            sweep(next.getKey(), next.getValue());
        }
        if (!unswept.hasNext()) {
            endSweep();
        }
        return unswept.hasNext();
    }

    private void sweep(VariantKey key, Entry entry) {
        Optional<Entry> left = unpurged(key, entry);
        if (left.isPresent() && left.get() == entry) {
            return;
        }
        lock.lock();
        try {
            if (entries.policy().getIfPresentQuietly(key) == entry) {
                left.ifPresentOrElse(kept -> replace(key, kept), () -> drop(key));
            }
        } finally {
            lock.unlock();
        }
    }

    private void endSweep() {
        lock.lock();
        try {
            forgettings.incrementAndGet();
            pending.forget(sweptTo);
        } finally {
            lock.unlock();
        }
    }

    /** Whether what a region owns is to be validated before it is served, because purges may have been missed. */
    public boolean isDoubted(String region) {
        return noteDoubt(region);
    }

    /** Which headers choose a response of a resource, as far as is known. */
    public Optional<VaryRule> rule(ResourceKey resource) {
        return Optional.ofNullable(variants.rule(resource));
    }

    /** Begins to look beneath. */
    public Search search() {
        return new Search(mark, forgettingsBeneath.get());
    }

    /**
     * What has come of an entry from beneath: as it is, stale, or gone, by the purges that came since it was fetched, those
     * during the search included. What is returned counts as fetched when the search began.
     *
     * @param bears the mark that it bears; 0 for one of an earlier process
     */
    public Optional<Entry> lift(Search search, ResourceKey resource, long bears, Entry entry) {
        Coverage before = beneathPending.since(bears, resource, entry.tags());
        if (search.forgettings() != forgettingsBeneath.get()) {
            before = before.or(recent.since(bears, resource, entry.tags()));
        }
        return switch (before.or(recent.since(search.mark(), resource, entry.tags()))) {
            case NONE -> Optional.of(entry);
            case SOFT -> Optional.of(entry.softlyPurged());
            case HARD -> Optional.empty();
        };
    }

    /** Whether no purge has covered a response since its fetch began. In turn with {@link #invalidate} and {@link #purge}. */
    public boolean isUncovered(ResourceKey resource, Entry entry) {
        lock.lock();
        try {
            return recent.since(entry.mark(), resource, entry.tags()) == Coverage.NONE;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there are purges that what lies beneath has not been swept of. */
    public boolean isSweepBeneathDue() {
        return !beneathPending.isEmpty();
    }

    /** Whether such a purge may cover anything of a project. */
    public boolean isSweepBeneathOf(String region, String project) {
        return beneathPending.mayConcern(region, project);
    }

    /** What such purges did to a response that bears a mark. */
    public Coverage coveredBeneath(long bears, ResourceKey resource, Set<String> tags) {
        return beneathPending.since(bears, resource, tags);
    }

    /** What lies beneath has been swept of all purges up to a mark. */
    public void endSweepBeneath(long sweptBeneathTo) {
        lock.lock();
        try {
            forgettingsBeneath.incrementAndGet();
            beneathPending.forget(sweptBeneathTo);
        } finally {
            lock.unlock();
        }
    }

    private void forgetEvicted() {
        for (VariantKey gone = evicted.poll(); gone != null; gone = evicted.poll()) {
            if (!entries.asMap().containsKey(gone)) {
                variants.remove(gone);
                owners.tidy(gone);
            }
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
