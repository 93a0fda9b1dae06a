package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads objects on the disk's threads, and has those dropped that are damaged. */
final class Reader {

    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    /** An object may be moved between the look-up and the read of it, but hardly this often. */
    private static final int ATTEMPTS = 4;

    private final DiskThreads threads;
    private final SegmentFiles files;
    private final Index index;
    private final Removals removals;
    private final Health health;

    Reader(DiskThreads threads, SegmentFiles files, Index index, Removals removals, Health health) {
        this.threads = threads;
        this.files = files;
        this.index = index;
        this.removals = removals;
        this.health = health;
    }

    Future<Optional<DiskObject>> open(DiskKey key, Slot found) {
        return threads.run(() -> {
            Optional<Slot> slot = Optional.of(found);
            for (int attempt = 0; attempt < ATTEMPTS && slot.isPresent(); attempt++) {
                Slot current = slot.get();
                Optional<DiskObject> object = tryOpen(key, current);
                if (object.isPresent()) {
                    return object;
                }
                slot = index.find(current.hash()).filter(other -> other.sequence() != current.sequence());
            }
            return Optional.empty();
        });
    }

    /** Finds nothing if the object is another's of the same hash, has moved, or is damaged. Blocks. */
    private Optional<DiskObject> tryOpen(DiskKey key, Slot slot) {
        Optional<SegmentFile> body = files.find(slot.bodyFile());
        try {
            if (body.isEmpty()
                    || !body.get().chain().owner.equals(key.owner())
                    || !body.get().hold()) {
                return Optional.empty();
            }
        } catch (IOException failure) {
            failed(slot, failure);
            return Optional.empty();
        }
        Optional<DiskObject> object = head(slot)
                .filter(head -> head.key().equals(key.bytes()))
                .map(head -> new DiskObject(this, slot, head, body.get()));
        if (object.isEmpty()) {
            body.get().release();
        }
        return object;
    }

    /** The record that a slot tells of, if it is there and intact. Blocks. */
    Optional<RecordHead> head(Slot slot) {
        Optional<SegmentFile> file = files.find(slot.file());
        try {
            if (file.isEmpty() || !file.get().hold()) {
                return Optional.empty();
            }
            try {
                RecordHead head = RecordHead.read(file.get(), slot.offset());
                if (head.sequence() != slot.sequence() || head.hash() != slot.hash()) {
                    throw new Damaged("the record at " + slot.offset() + " is another");
                }
                return Optional.of(head);
            } finally {
                file.get().release();
            }
        } catch (IOException failure) {
            failed(slot, failure);
            return Optional.empty();
        }
    }

    <T> Future<T> read(Slot slot, Callable<T> work) {
        return threads.run(work).onFailure(failure -> failed(slot, failure));
    }

    private void failed(Slot slot, Throwable failure) {
        switch (failure) {
            case Damaged damage -> drop(slot, damage);
            case NoSuchFileException gone
            when files.find(slot.file()).isPresent() -> drop(slot, new Damaged("file " + gone.getFile() + " is gone"));
            default -> LOG.atDebug().setCause(failure).log("An object of the cache could not be read");
        }
    }

    private void drop(Slot slot, Damaged damage) {
        health.damaged(damage);
        removals.remove(List.of(slot))
                .onFailure(failure -> LOG.atDebug().setCause(failure).log("A damaged object was dropped for now only"));
    }

    void release(SegmentFile file) {
        threads.run(() -> {
                    file.release();
                    return true;
                })
                .onFailure(failure -> LOG.atWarn().setCause(failure).log("A file of the cache stays open"));
    }
}
