package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Has removals forced to the disk before they are acknowledged; all that wait are forced together. Safe for use by many
 * threads.
 *
 * <p>A removal is needed as long as a file is there that may hold what it covers. The file is rewritten without the
 * others when it has grown to twice what was needed. A removal that could not be written fails, and is written with the
 * next; when too many wait like this, one removal of everything stands for all.
 */
final class Journal {

    private static final int REWRITE_FROM = 1 << 20;
    private static final int MOST_UNWRITTEN = 64 << 10;

    private final JournalFile file;
    private final SegmentFiles files;
    private final Lane lane;
    private final Health health;
    private final List<Promise<Boolean>> waiting = new ArrayList<>();
    private List<Tombstone> unwritten = new ArrayList<>();
    private boolean writing;
    private final DiskThreads threads;
    private long rewriteAt;

    Journal(JournalFile file, SegmentFiles files, DiskThreads threads, Health health) {
        this.file = file;
        this.files = files;
        this.threads = threads;
        this.lane = new Lane(threads);
        this.health = health;
        this.rewriteAt = Math.max(REWRITE_FROM, 2 * file.length());
    }

    /** Completes once the removals, and all before them, are on the disk; fails if they cannot be written. */
    Future<Boolean> add(List<Tombstone> tombstones) {
        Promise<Boolean> done = threads.promise();
        synchronized (this) {
            unwritten.addAll(tombstones);
            waiting.add(done);
        }
        return flush(done);
    }

    /** Completes once all removals that were asked for are on the disk. */
    Future<Boolean> settled() {
        Promise<Boolean> done = threads.promise();
        synchronized (this) {
            if (unwritten.isEmpty() && !writing) {
                return Future.succeededFuture(true);
            }
            waiting.add(done);
        }
        return flush(done);
    }

    private Future<Boolean> flush(Promise<Boolean> done) {
        return lane.run(this::write).compose(ignored -> done.future());
    }

    private boolean write() {
        List<Tombstone> batch;
        List<Promise<Boolean>> told;
        synchronized (this) {
            told = List.copyOf(waiting);
            waiting.clear();
            if (told.isEmpty()) {
                return true;
            }
            batch = unwritten;
            unwritten = new ArrayList<>();
            writing = true;
        }
        try {
            if (!batch.isEmpty()) {
                file.append(batch);
            }
            written();
            told.forEach(done -> done.complete(true));
            rewriteIfLong();
        } catch (IOException failure) {
            keep(batch);
            health.failed(failure);
            told.forEach(done -> done.fail(failure));
        }
        return true;
    }

    private synchronized void written() {
        writing = false;
    }

    private synchronized void keep(List<Tombstone> batch) {
        batch.addAll(unwritten);
        if (batch.size() > MOST_UNWRITTEN) {
            Tombstone last = batch.getLast();
            batch.clear();
            batch.add(new Tombstone(Tombstone.Kind.ALL, 0, 0, last.sequence(), last.lastFile()));
        }
        unwritten = batch;
        writing = false;
    }

    private void rewriteIfLong() {
        if (file.length() < rewriteAt || files.hasLeftBehind()) {
            return;
        }
        try {
            List<Tombstone> all =
                    JournalFile.read(file.path()).orElseThrow(() -> new Damaged("the journal is damaged"));
            file.replace(needed(all, files));
        } catch (IOException failure) {
            health.failed(failure);
        }
        rewriteAt = Math.max(REWRITE_FROM, 2 * file.length());
    }

    /** Those that may still concern a file. */
    static List<Tombstone> needed(List<Tombstone> all, SegmentFiles files) {
        List<SegmentFile> present = List.copyOf(files.all());
        return all.stream()
                .filter(tombstone -> present.stream().anyMatch(tombstone::mayConcern))
                .toList();
    }

    Future<Boolean> close() {
        return lane.run(() -> {
            file.close();
            return true;
        });
    }
}
