package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskKey;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.Lookup;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.Search;
import dev.meridian.edge.cache.store.VariantKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is found on the disk when memory has nothing, and what is put there. Safe for use by many threads; nothing here
 * blocks.
 *
 * <p>A disk that fails or is slow is as one that has nothing.
 */
public final class DiskTier {

    private final DiskCache disk;
    private final CacheStore store;
    private final Codec codec;
    private final Readings readings;
    private final Keeper keeper;
    private final long objectLimit;
    private final Sweeper sweeper;
    private final TierCounters counters;

    /**
     * @param disk that is open
     * @param store above, that lies on {@link OnDisk}
     * @param profile under which responses are judged
     * @param objectLimit bytes of the largest body that goes into memory
     */
    public DiskTier(
            Vertx vertx, DiskCache disk, CacheStore store, Profile profile, long objectLimit, MeterRegistry meters) {
        this.disk = disk;
        this.store = store;
        this.counters = new TierCounters(meters);
        this.codec = new Codec(profile, new SecureRandom().nextLong());
        this.readings = new Readings(disk, store, codec, counters);
        this.objectLimit = objectLimit;
        this.keeper = new Keeper(vertx, disk, store, codec, counters);
        this.sweeper = new Sweeper(disk, store, codec, keeper);
    }

    /** Whether there may be something for a resource, without a look at the disk. */
    public boolean mayHave(ResourceKey resource) {
        return disk.has(Keys.of(resource)) && readings.isAnswering();
    }

    /**
     * Looks for what memory does not have. What is found goes into memory.
     *
     * @param missed what memory said
     * @return on any context
     */
    public Future<Lookup> find(ResourceKey resource, Fields request, Lookup missed) {
        Future<Lookup> looked =
                readings.find(resource, Keys.of(resource), found -> choose(found, resource, request, missed));
        return readings.within(looked, missed);
    }

    private Future<Lookup> choose(Reading found, ResourceKey resource, Fields request, Lookup missed) {
        Optional<Kept> head = found.kept();
        if (head.isEmpty()) {
            return Future.succeededFuture(missed);
        }
        Kept kept = head.get();
        String variant = kept.rule().variant(request);
        if (variant.equals(kept.variant())) {
            return lift(found, Keys.of(resource), resource, kept, request, missed);
        }
        VariantKey key = new VariantKey(resource, variant);
        DiskKey other = Keys.of(resource, kept.generation(), variant);
        return disk.has(other)
                ? readings.find(resource, other, read -> liftOther(read, other, resource, kept, key, request))
                : Future.succeededFuture(new Lookup.OtherVariants(key));
    }

    /** @param chosen that of the resource, which says what this one must be */
    private Future<Lookup> liftOther(
            Reading found, DiskKey place, ResourceKey resource, Kept chosen, VariantKey key, Fields request) {
        Lookup nothing = new Lookup.OtherVariants(key);
        return found.kept()
                .filter(kept -> kept.generation() == chosen.generation()
                        && kept.rule().equals(chosen.rule())
                        && kept.variant().equals(key.variant()))
                .map(kept -> lift(found, place, resource, kept, request, nothing))
                .orElseGet(() -> Future.succeededFuture(nothing));
    }

    private Future<Lookup> lift(
            Reading found, DiskKey place, ResourceKey resource, Kept kept, Fields request, Lookup missed) {
        Search search = found.search();
        if (found.length() > objectLimit) {
            OnDiskBody body = new OnDiskBody(disk, codec, place, found.version(), kept);
            return Future.succeededFuture(
                    lift(search, resource, kept, kept.entry().at(body, search.mark()), missed));
        }
        return found.body().map(body -> promote(search, resource, kept, body, request, missed));
    }

    private Lookup promote(Search search, ResourceKey resource, Kept kept, Buffer body, Fields request, Lookup missed) {
        if (store.lookup(resource, request) instanceof Lookup.Found found) {
            return found;
        }
        Lookup lifted = lift(search, resource, kept, kept.entry().found(body, search.mark()), missed);
        if (lifted instanceof Lookup.Found found) {
            store.put(resource, kept.rule(), request, found.entry());
            return doubted(found);
        }
        return lifted;
    }

    private Lookup lift(Search search, ResourceKey resource, Kept kept, Entry read, Lookup missed) {
        Optional<Entry> lifted = store.lift(search, resource, kept.entry().mark(), read);
        if (lifted.isEmpty()) {
            return missed;
        }
        counters.found();
        Lookup.Found found = new Lookup.Found(
                new VariantKey(resource, kept.variant()), lifted.get().offered());
        return found.entry().isDistant() ? doubted(found) : found;
    }

    private Lookup.Found doubted(Lookup.Found found) {
        return store.isDoubted(found.key().resource().region())
                ? new Lookup.Found(found.key(), found.entry().inDoubt())
                : found;
    }

    /** Notes that an entry was asked for again: it goes to the disk in the background, unless too much waits for that. */
    public void offer(VariantKey key, Entry entry, Fields request) {
        entry.offered();
        if (entry.isDistant()) {
            return;
        }
        store.rule(key.resource())
                .filter(rule -> rule.variant(request).equals(key.variant()))
                .ifPresent(rule -> keeper.admit(key, rule, entry));
    }

    /** Notes that an entry is new, or that what is said of it is: what the disk has in its place becomes the same. */
    public void renew(ResourceKey resource, VaryRule rule, Fields request, Entry entry) {
        if (disk.has(Keys.of(resource))) {
            keeper.renew(new VariantKey(resource, rule.variant(request)), rule, entry);
        }
    }

    /** Whether a body may be stored that is too long for memory, as far as its length is known. */
    public boolean takes(OptionalLong length) {
        return disk.isOpen() && length.orElse(0) <= disk.largest();
    }

    /**
     * Begins to store a response whose body is still to come. Used on the context that calls.
     *
     * @param head of it, without a body
     * @param length of the body, if it is known
     */
    public LargeWrite write(VariantKey key, VaryRule rule, Entry head, OptionalLong length) {
        return keeper.write(key, rule, head, length);
    }

    /** Whether purges wait for {@link #sweep}. */
    public boolean isSweepDue() {
        return store.isSweepBeneathDue();
    }

    /**
     * Removes on the disk what purges covered until now, in steps on the disk's own threads; one sweep at a time.
     *
     * @return how many objects were removed, once that is durable
     */
    public Future<Long> sweep() {
        return sweeper.sweep();
    }

    /**
     * Removes all of a project, which must have been purged, and overwrites the files that it lay in.
     *
     * @return once that is durable
     */
    public Future<Void> erase(String region, String project) {
        return keeper.committed().compose(ignored -> disk.eraseOwner(Keys.owner(region, project)));
    }

    /** Drops everything. @return once that is durable */
    public Future<Void> clear() {
        return disk.removeAll();
    }

    /** Puts on the disk what waits for that, and lets go of it. */
    public Future<Void> close() {
        return keeper.settle().transform(ignored -> disk.close());
    }
}
