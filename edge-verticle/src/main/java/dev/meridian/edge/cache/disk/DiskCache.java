package dev.meridian.edge.cache.disk;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The disk tier of one edge. Safe for use by many threads; nothing here blocks, and results arrive on the caller's
 * context.
 *
 * <p>A disk that does not take what it is given costs nothing but what is not stored: writes end as {@link
 * Outcome.NotStored}. Only a removal fails, when it cannot be put on the disk: what it removed is not found any more,
 * but might be after a crash.
 */
public final class DiskCache {

    private final DiskSettings settings;
    private final DiskThreads threads;
    private final DiskCounters counters;
    private final Health health;
    private final Index index = new Index();
    private final Chains chains = new Chains();
    private final Lane lane;
    private final SegmentFiles files;
    private final Log log;
    private final Tail tail;
    private final Pen pen;
    private volatile @Nullable Opened opened;

    /** What there is only with a folder that can be used. */
    private record Opened(FolderLock lock, Journal journal, Removals removals, Reader reader, Sweep sweep) {}

    private DiskCache(Vertx vertx, String name, DiskSettings settings, MeterRegistry meters) {
        this.settings = settings;
        threads = new DiskThreads(vertx, name, settings);
        counters = new DiskCounters(meters);
        health = new Health(settings.folder(), counters);
        lane = new Lane(threads);
        files = new SegmentFiles(settings.folder(), health, this::discardIfEmpty);
        tail = new Tail(settings, files);
        Evictor evictor = new Evictor(settings, chains, files, index, tail, health, counters);
        log = new Log(chains, files, index, tail, evictor, health, counters);
        pen = new Pen(settings, threads, lane, log, index, health, counters);
        counters.measure(this::bytes, this::objects);
    }

    /**
     * Opens the folder and finds what it holds; damage is dropped. A folder that cannot be used, or that another process
     * uses, gives a cache that stores nothing.
     *
     * @param name of its threads; no two tiers of a process have the same
     */
    public static Future<DiskCache> open(Vertx vertx, String name, DiskSettings settings, MeterRegistry meters) {
        DiskCache cache = new DiskCache(vertx, name, settings, meters);
        return cache.lane.run(() -> {
            cache.recover();
            return cache;
        });
    }

    private void recover() {
        Optional<FolderLock> lock = Optional.empty();
        try {
            lock = Optional.of(FolderLock.take(settings.folder()));
            JournalFile file = new Recovery(files, chains, index, tail, health)
                    .run(settings.folder(), settings.folder().resolve("removals"));
            Journal journal = new Journal(file, files, threads, health);
            Removals removals = new Removals(index, chains, files, journal, lane, log);
            Reader reader = new Reader(threads, files, index, removals, health);
            opened = new Opened(
                    lock.get(), journal, removals, reader, new Sweep(threads, index, files, reader, removals));
            log.trim();
        } catch (IOException failure) {
            health.failed(failure);
            lock.ifPresent(taken -> taken.release(health));
        }
    }

    private void discardIfEmpty(SegmentFile file) {
        lane.run(() -> {
            log.discardIfEmpty(file);
            return true;
        });
    }

    /** Whether there is probably such an object, without a look at the disk. */
    public boolean has(DiskKey key) {
        return opened != null
                && key.isWithinLimits()
                && index.find(key.hash()).filter(this::isVisible).isPresent();
    }

    private boolean isVisible(Slot slot) {
        return files.find(slot.file())
                .filter(file -> slot.sequence() > file.chain().floor())
                .isPresent();
    }

    /** The object, which the caller must close. Nothing is found when too many wait for the disk. */
    public Future<Optional<DiskObject>> find(DiskKey key) {
        Opened parts = opened;
        Optional<Slot> slot = parts == null || !key.isWithinLimits()
                ? Optional.empty()
                : index.hit(key.hash()).filter(this::isVisible);
        if (parts == null || slot.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (threads.isBusy()) {
            counters.passed();
            return Future.succeededFuture(Optional.empty());
        }
        return parts.reader().open(key, slot.get());
    }

    /**
     * Begins to store an object.
     *
     * @param metadata up to 256 KiB, not changed afterwards
     * @param length of the body, if it is known
     */
    public DiskWrite write(DiskKey key, Buffer metadata, OptionalLong length) {
        Claim claim = index.claim(key.hash(), DiskKey.hashOfOwner(key.owner()));
        DiskWrite write = new DiskWrite(key, metadata, length, claim, pen);
        if (!key.isWithinLimits()
                || metadata.length() > RecordHead.MOST_METADATA
                || length.orElse(0) > settings.object()) {
            write.refuse(Refusal.TOO_LARGE);
        } else if (opened == null) {
            write.refuse(Refusal.FAILED);
        }
        return write;
    }

    /** Gives an object new metadata, if it still has the version; the body stays where it is. */
    public Future<Outcome> refresh(DiskKey key, long version, Buffer metadata) {
        if (opened == null || threads.isBusy()) {
            return Future.succeededFuture(counters.refused(opened == null ? Refusal.FAILED : Refusal.BUSY));
        }
        return metadata.length() > RecordHead.MOST_METADATA
                ? Future.succeededFuture(counters.refused(Refusal.TOO_LARGE))
                : lane.run(() -> log.refresh(key, key.hash(), version, metadata));
    }

    /**
     * Removes an object, also one that is being written. It is not found from this moment on; once the result is there,
     * neither after a crash.
     */
    public Future<Void> remove(DiskKey key) {
        Opened parts = opened;
        return parts == null ? unusable() : parts.removals().remove(key);
    }

    /** Removes all of an owner; as {@link #remove}. */
    public Future<Void> removeOwner(String owner) {
        Opened parts = opened;
        return parts == null ? unusable() : parts.removals().removeOwner(owner);
    }

    /**
     * Removes all of an owner, and overwrites the files that it lay in; as {@link #remove}. A file that is being read is
     * overwritten when that has ended.
     */
    public Future<Void> eraseOwner(String owner) {
        Opened parts = opened;
        return parts == null ? unusable() : parts.removals().eraseOwner(owner);
    }

    /** Removes everything; as {@link #remove}. */
    public Future<Void> removeAll() {
        Opened parts = opened;
        return parts == null ? unusable() : parts.removals().removeAll();
    }

    /**
     * Asks for every object that is stored now whether to remove it, some hundreds at a time on the disk's threads.
     * Objects that are stored meanwhile may be left out. A test that removes nothing is a way to see all.
     *
     * @return how many were removed, once that is on the disk
     */
    public Future<Long> removeIf(Predicate<StoredHead> test) {
        return removeIf(owner -> true, test);
    }

    /** As {@link #removeIf(Predicate)}, of some owners; what belongs to others costs no read. */
    public Future<Long> removeIf(Predicate<String> owners, Predicate<StoredHead> test) {
        Opened parts = opened;
        return parts == null ? unusable() : parts.sweep().run(owners, test);
    }

    /** Bytes of the largest body that is stored. */
    public long largest() {
        return settings.object();
    }

    /** Whether its folder could be used. */
    public boolean isOpen() {
        return opened != null;
    }

    private <T> Future<T> unusable() {
        return Future.failedFuture(new IOException("The cache's folder " + settings.folder() + " is not in use"));
    }

    /** Bytes that its files take. */
    public long bytes() {
        return files.occupied();
    }

    /** How many objects are stored. */
    public long objects() {
        return index.size();
    }

    /** Ends what is being written and lets go of the folder. No object is read or written any more. */
    public Future<Void> close() {
        Opened parts = opened;
        opened = null;
        if (parts == null) {
            return threads.close();
        }
        return lane.run(() -> {
                    log.close();
                    return true;
                })
                .compose(ignored -> parts.journal().close())
                .onComplete(ignored -> parts.lock().release(health))
                .transform(ignored -> threads.close());
    }
}
