package dev.meridian.edge.cache.disk;

import dev.meridian.core.file.Erasure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The files that objects are found in, by number, and the bytes that all files take. Safe for use by many threads. */
final class SegmentFiles {

    static final String WHOLE = ".segment";
    /** A large object that is still being written. */
    static final String PART = ".part";
    /** Given up, but still being read. */
    static final String GONE = ".gone";

    private final Path folder;
    private final Health health;
    private final Consumer<SegmentFile> whenEmpty;
    private final Map<Integer, SegmentFile> byId = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicLong occupied = new AtomicLong();
    private final AtomicLong pinned = new AtomicLong();
    private final AtomicBoolean leftBehind = new AtomicBoolean();

    /** @param whenEmpty told of files in which no object is left */
    SegmentFiles(Path folder, Health health, Consumer<SegmentFile> whenEmpty) {
        this.folder = folder;
        this.health = health;
        this.whenEmpty = whenEmpty;
    }

    Path path(int id, String suffix) {
        return folder.resolve(String.format(Locale.ROOT, "%08x", id) + suffix);
    }

    int nextId() {
        return lastId.incrementAndGet();
    }

    int lastId() {
        return lastId.get();
    }

    void advance(int seen) {
        lastId.accumulateAndGet(seen, Math::max);
    }

    void add(SegmentFile file) {
        byId.put(file.id(), file);
    }

    Optional<SegmentFile> find(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<SegmentFile> all() {
        return byId.values();
    }

    /** Bytes of all files, with those that are given up but still read. */
    long occupied() {
        return occupied.get();
    }

    /** Bytes of files that are given up but still read. */
    long pinned() {
        return pinned.get();
    }

    /** Puts bytes on the account of a file; on the lane. */
    void count(SegmentFile file, long bytes) {
        file.count(file.counted() + bytes);
        file.chain().bytes += bytes;
        occupied.addAndGet(bytes);
    }

    /** An object has its metadata and its body in these files. */
    void enter(Slot slot) {
        find(slot.file()).ifPresent(file -> file.live().incrementAndGet());
        if (slot.bodyFile() != slot.file()) {
            find(slot.bodyFile()).ifPresent(file -> file.live().incrementAndGet());
        }
    }

    /** No longer so. */
    void leave(Slot slot) {
        find(slot.file()).ifPresent(this::leave);
        if (slot.bodyFile() != slot.file()) {
            find(slot.bodyFile()).ifPresent(this::leave);
        }
    }

    private void leave(SegmentFile file) {
        if (file.live().decrementAndGet() == 0) {
            whenEmpty.accept(file);
        }
    }

    /** Takes a file out of its chain and deletes it as soon as nobody reads it; on the lane. */
    void discard(SegmentFile file) {
        if (byId.remove(file.id(), file)) {
            file.chain().files.remove(file);
            file.chain().bytes -= file.counted();
            pinned.addAndGet(file.counted());
            file.doom();
        }
    }

    void hide(SegmentFile file) {
        try {
            Files.move(file.path(), path(file.id(), GONE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            leftBehind.set(true);
            health.failed(failure);
        }
    }

    void delete(SegmentFile file, Path path) {
        try {
            if (file.chain().isErased()) {
                Erasure.overwrite(path);
            }
            Files.deleteIfExists(path);
            Files.deleteIfExists(file.path());
            occupied.addAndGet(-file.counted());
            pinned.addAndGet(-file.counted());
        } catch (IOException failure) {
            leftBehind.set(true);
            health.failed(failure);
        }
    }

    /** Whether a file could not be deleted, so that a start may find it again. */
    boolean hasLeftBehind() {
        return leftBehind.get();
    }

    void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            health.failed(failure);
        }
    }
}
