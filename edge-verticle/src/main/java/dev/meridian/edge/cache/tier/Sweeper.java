package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskKey;
import dev.meridian.edge.cache.disk.Outcome;
import dev.meridian.edge.cache.disk.StoredHead;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Coverage;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Removes on the disk what purges have covered, and marks there as stale what soft ones have. One sweep at a time. */
final class Sweeper {

    private final DiskCache disk;
    private final CacheStore store;
    private final Codec codec;
    private final Keeper keeper;

    Sweeper(DiskCache disk, CacheStore store, Codec codec, Keeper keeper) {
        this.disk = disk;
        this.store = store;
        this.codec = codec;
        this.keeper = keeper;
    }

    Future<Long> sweep() {
        long sweptTo = store.mark();
        Softening softening = new Softening();
        return keeper.committed()
                .compose(ignored -> disk.removeIf(
                        owner -> store.isSweepBeneathOf(Keys.region(owner), Keys.project(owner)),
                        head -> isGone(head, softening)))
                .compose(removed -> softening.done().map(removed))
                .onSuccess(removed -> store.endSweepBeneath(sweptTo));
    }

    /** What cannot be understood is of no use. */
    private boolean isGone(StoredHead head, Softening softening) {
        Optional<ResourceKey> resource = Keys.resource(head.key());
        Optional<Kept> kept = codec.decode(head.metadata(), head.length());
        if (resource.isEmpty() || kept.isEmpty()) {
            return true;
        }
        Coverage coverage = store.coveredBeneath(
                kept.get().entry().mark(), resource.get(), kept.get().entry().tags());
        if (coverage == Coverage.SOFT && !kept.get().entry().facts().softPurged()) {
            softening.add(soften(head, kept.get()));
        }
        return coverage == Coverage.HARD;
    }

    /** What cannot be marked, or was moved or replaced meanwhile, goes. */
    private Future<Void> soften(StoredHead head, Kept kept) {
        DiskKey key = head.key();
        return disk.refresh(key, head.version(), codec.encode(kept.softlyPurged()))
                .compose(outcome -> switch (outcome) {
                    case Outcome.Stored stored -> Future.succeededFuture();
                    case Outcome.NotStored not -> disk.remove(key);
                });
    }

    /** Marks under way; done when the last one is, and failed if any was. */
    private static final class Softening {

        private final AtomicLong open = new AtomicLong(1);
        private final AtomicBoolean failed = new AtomicBoolean();
        private final Promise<Void> done = Promise.promise();

        void add(Future<Void> one) {
            open.incrementAndGet();
            one.onComplete(outcome -> {
                failed.compareAndSet(false, outcome.failed());
                close();
            });
        }

        Future<Void> done() {
            close();
            return done.future();
        }

        private void close() {
            if (open.decrementAndGet() > 0) {
                return;
            }
            if (failed.get()) {
                done.tryFail("what was softly purged could not be marked on the disk");
            } else {
                done.tryComplete();
            }
        }
    }
}
