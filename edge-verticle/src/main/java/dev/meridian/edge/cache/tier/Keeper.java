package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskKey;
import dev.meridian.edge.cache.disk.DiskObject;
import dev.meridian.edge.cache.disk.DiskWrite;
import dev.meridian.edge.cache.disk.Outcome;
import dev.meridian.edge.cache.disk.Refusal;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts responses on the disk in the background, on a context of its own, a few at a time. Any thread may give it some;
 * what it has no room for is not kept.
 *
 * <p>Nothing is committed that a purge has covered, and a sweep can wait for what is being committed: see {@link #commit}.
 */
final class Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int AT_ONCE = 4;
    private static final int MOST_WAITING = 1_024;
    private static final long MOST_BYTES = 32 << 20;
    private static final long LAST_SECONDS = 5;

    /** @param admits whether it is kept though the disk has nothing in its place */
    private record Work(VariantKey key, VaryRule rule, Entry entry, boolean admits) {}

    /** What the disk has under a key. */
    private record Present(Kept kept, long version) {}

    private final Context context;
    private final DiskCache disk;
    private final CacheStore store;
    private final Codec codec;
    private final TierCounters counters;
    private final SecureRandom random = new SecureRandom();
    private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Future<?>> committing = ConcurrentHashMap.newKeySet();
    private final List<Promise<Void>> idle = new ArrayList<>();
    /** Resources that are being written, each with what comes after: variants of one wait for one another. */
    private final Map<ResourceKey, Queue<Work>> underWay = new HashMap<>();

    Keeper(Vertx vertx, DiskCache disk, CacheStore store, Codec codec, TierCounters counters) {
        this.context = vertx.getOrCreateContext();
        this.disk = disk;
        this.store = store;
        this.codec = codec;
        this.counters = counters;
    }

    /** Has a response put on the disk. */
    void admit(VariantKey key, VaryRule rule, Entry entry) {
        if (!take(new Work(key, rule, entry, true))) {
            counters.skipped();
        }
    }

    /** Has a response put on the disk in place of what is there; if there is no time for that, what is there goes. */
    void renew(VariantKey key, VaryRule rule, Entry entry) {
        if (!take(new Work(key, rule, entry, false))) {
            counters.skipped();
            drop(key.resource());
        }
    }

    private boolean take(Work work) {
        int size = work.entry().body().length();
        if (count.get() >= MOST_WAITING || bytes.get() + size > MOST_BYTES) {
            return false;
        }
        count.incrementAndGet();
        bytes.addAndGet(size);
        waiting.add(work);
        context.runOnContext(turn -> next());
        return true;
    }

    private void next() {
        while (underWay.size() < AT_ONCE) {
            Work work = waiting.poll();
            if (work == null) {
                return;
            }
            ResourceKey resource = work.key().resource();
            Queue<Work> before = underWay.get(resource);
            if (before != null) {
                before.add(work);
            } else {
                underWay.put(resource, new ArrayDeque<>());
                begin(work);
            }
        }
    }

    private void begin(Work work) {
        keep(work)
                .otherwise(failure -> {
                    LOG.atDebug().setCause(failure).log("A response was not put on the disk");
                    return false;
                })
                .onComplete(kept -> context.runOnContext(turn -> finish(work, kept.result())));
    }

    private void finish(Work work, boolean done) {
        ResourceKey resource = work.key().resource();
        if (!done && !work.admits()) {
            drop(resource);
        }
        bytes.addAndGet(-work.entry().body().length());
        if (count.decrementAndGet() == 0) {
            idle.forEach(Promise::tryComplete);
            idle.clear();
        }
        Work then = underWay.getOrDefault(resource, new ArrayDeque<>()).poll();
        if (then != null) {
            begin(then);
        } else {
            underWay.remove(resource);
            next();
        }
    }

    /** @return whether nothing that is outdated is left in its place */
    private Future<Boolean> keep(Work work) {
        DiskKey key = Keys.of(work.key().resource());
        return find(key)
                .compose(present -> present.map(there -> keepBeside(work, key, there))
                        .orElseGet(() -> work.admits() ? begin(work, key) : Future.succeededFuture(!disk.has(key))));
    }

    /** Makes it the variant that lies under the resource's own key; whatever other variants there were are none any more. */
    private Future<Boolean> begin(Work work, DiskKey key) {
        return write(work, key, random.nextLong());
    }

    private Future<Boolean> keepBeside(Work work, DiskKey key, Present present) {
        Kept kept = present.kept();
        if (!kept.rule().equals(work.rule())) {
            return work.entry().isDistant() ? Future.succeededFuture(false) : begin(work, key);
        }
        if (kept.variant().equals(work.key().variant())) {
            return replace(work, key, present);
        }
        DiskKey other =
                Keys.of(work.key().resource(), kept.generation(), work.key().variant());
        return find(other)
                .compose(there -> there.map(old -> replace(work, other, old))
                        .orElseGet(() -> work.admits()
                                ? write(work, other, kept.generation())
                                : Future.succeededFuture(!disk.has(other))));
    }

    private Future<Boolean> replace(Work work, DiskKey key, Present present) {
        Kept now = kept(work, present.kept().generation());
        boolean distant = work.entry().isDistant();
        boolean same = distant ? now.isSaidOf(present.kept()) : now.isOfSameBody(present.kept());
        if (same) {
            return commit(work, () -> disk.refresh(key, present.version(), codec.encode(now)), counters::refreshed);
        }
        return distant
                ? Future.succeededFuture(false)
                : write(work, key, present.kept().generation());
    }

    private static Kept kept(Work work, long generation) {
        return new Kept(work.rule(), work.key().variant(), generation, work.entry());
    }

    private Future<Boolean> write(Work work, DiskKey key, long generation) {
        Buffer body = work.entry().body();
        Buffer metadata = codec.encode(kept(work, generation));
        DiskWrite write = disk.write(key, metadata, OptionalLong.of(body.length()));
        return commit(work, () -> write(write, body, 0).compose(ignored -> write.commit()), counters::stored)
                .onComplete(done -> write.abort());
    }

    private static Future<Void> write(DiskWrite write, Buffer body, int position) {
        int end = Math.min(body.length(), position + DiskObject.PIECE);
        return position == body.length()
                ? Future.succeededFuture()
                : write.write(body.slice(position, end)).compose(ignored -> write(write, body, end));
    }

    private Future<Boolean> commit(Work work, Supplier<Future<Outcome>> committed, Runnable counted) {
        return commit(work.key().resource(), work.entry(), committed).map(outcome -> {
            boolean stored = outcome instanceof Outcome.Stored;
            if (stored) {
                counted.run();
            }
            return stored;
        });
    }

    /**
     * Commits what no purge has covered: noted as under way first, then compared. So a sweep that first takes its mark,
     * then waits for what is under way, knows that nothing is committed behind it that its purges cover.
     *
     * @param entry that bears the mark from before its fetch
     * @param committed begins the last step of a write that was begun
     */
    Future<Outcome> commit(ResourceKey resource, Entry entry, Supplier<Future<Outcome>> committed) {
        Promise<Outcome> done = Promise.promise();
        committing.add(done.future());
        Future.succeededFuture()
                .compose(ignored -> store.isUncovered(resource, entry)
                        ? committed.get()
                        : Future.succeededFuture(new Outcome.NotStored(Refusal.OUTDATED)))
                .onComplete(outcome -> {
                    committing.remove(done.future());
                    done.handle(outcome);
                });
        return done.future();
    }

    /** Begins to write what is too long for memory. */
    LargeWrite write(VariantKey key, VaryRule rule, Entry head, OptionalLong length) {
        LargeWrite large = new LargeWrite(
                disk.largest(),
                written -> commit(key.resource(), head, written::commit).onSuccess(outcome -> {
                    if (outcome instanceof Outcome.Stored) {
                        counters.stored();
                    }
                }));
        find(Keys.of(key.resource()))
                .timeout(LargeWrite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .map(present -> begin(key, rule, head, length, present.map(Present::kept)))
                .onComplete(large::open, failure -> large.refuse());
        return large;
    }

    private DiskWrite begin(VariantKey key, VaryRule rule, Entry head, OptionalLong length, Optional<Kept> present) {
        Optional<Kept> beside = present.filter(kept -> kept.rule().equals(rule));
        boolean own = beside.isEmpty() || beside.get().variant().equals(key.variant());
        long generation = beside.map(Kept::generation).orElseGet(random::nextLong);
        DiskKey place = own ? Keys.of(key.resource()) : Keys.of(key.resource(), generation, key.variant());
        return disk.write(place, codec.encode(new Kept(rule, key.variant(), generation, head)), length);
    }

    private Future<Optional<Present>> find(DiskKey key) {
        return disk.has(key)
                ? disk.find(key).map(found -> found.flatMap(this::present))
                : Future.succeededFuture(Optional.empty());
    }

    private Optional<Present> present(DiskObject object) {
        try {
            return codec.decode(object.metadata(), object.length()).map(kept -> new Present(kept, object.version()));
        } finally {
            object.close();
        }
    }

    private void drop(ResourceKey resource) {
        new OnDisk(disk).remove(resource);
    }

    /** Completes when what is being committed now has been. */
    Future<Void> committed() {
        List<Future<?>> now = List.copyOf(committing);
        return Future.join(now).transform(done -> Future.succeededFuture());
    }

    /** Completes when nothing waits any more, or after some seconds. */
    Future<Void> settle() {
        Promise<Void> settled = Promise.promise();
        context.runOnContext(turn -> {
            if (count.get() == 0) {
                settled.complete();
            } else {
                idle.add(settled);
            }
        });
        return settled.future().timeout(LAST_SECONDS, TimeUnit.SECONDS);
    }
}
