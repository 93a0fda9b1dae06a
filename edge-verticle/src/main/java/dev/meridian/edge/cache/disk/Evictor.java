package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes room by giving up the first files of chains. Belongs to the lane; blocks. */
final class Evictor {

    /** What part of all bytes files may take that are given up but still read; beyond it nothing is stored. */
    private static final int PINNED_PART = 4;

    private final DiskSettings settings;
    private final Chains chains;
    private final SegmentFiles files;
    private final Index index;
    private final Tail tail;
    private final Health health;
    private final DiskCounters counters;

    Evictor(
            DiskSettings settings,
            Chains chains,
            SegmentFiles files,
            Index index,
            Tail tail,
            Health health,
            DiskCounters counters) {
        this.settings = settings;
        this.chains = chains;
        this.files = files;
        this.index = index;
        this.tail = tail;
        this.health = health;
        this.counters = counters;
    }

    /** @return whether the owner may take as many bytes more, and there are so many */
    boolean makeRoom(Chain chain, long bytes) {
        while (chain.bytes + bytes > settings.ownerBytes()) {
            if (!giveUpFirst(chain)) {
                return false;
            }
        }
        // One segment's worth is kept free for what is appended again when its file is given up.
        while (files.occupied() + bytes > settings.bytes() - settings.segment()) {
            Optional<Chain> largest = chains.largest();
            if (largest.isEmpty() || files.pinned() > settings.bytes() / PINNED_PART) {
                return false;
            }
            giveUpFirst(largest.get());
            if (largest.get() != chain) {
                chains.dropIfEmpty(largest.get());
            }
        }
        return true;
    }

    private boolean giveUpFirst(Chain chain) {
        SegmentFile file = chain.files.peekFirst();
        if (file == null) {
            return false;
        }
        if (chain.active != null && chain.active.file() == file) {
            sealActive(chain);
        }
        List<Line> lines = lines(file);
        if (!file.head().single() || !hasSecondChance(chain, file, lines)) {
            giveUp(file, lines);
        }
        return true;
    }

    private void sealActive(Chain chain) {
        try {
            tail.seal(chain);
        } catch (IOException failure) {
            health.failed(failure);
        }
    }

    private List<Line> lines(SegmentFile file) {
        try {
            if (!file.hold()) {
                return List.of();
            }
            try {
                return Lines.read(file).lines();
            } finally {
                file.release();
            }
        } catch (IOException unreadable) {
            health.damaged(new Damaged("file " + file.id() + " cannot be read: " + unreadable));
            return List.of();
        }
    }

    /** A file of one object goes to the end of the chain as it is. */
    private boolean hasSecondChance(Chain chain, SegmentFile file, List<Line> lines) {
        for (Line line : lines) {
            Optional<Slot> hit = live(file, line).filter(slot -> slot.hits() > 0);
            if (hit.isPresent() && index.replace(hit.get(), hit.get().passedOver())) {
                chain.files.removeFirst();
                chain.files.addLast(file);
                counters.kept();
                return true;
            }
        }
        return false;
    }

    private void giveUp(SegmentFile file, List<Line> lines) {
        long budget = file.counted() / 2;
        for (Line line : lines) {
            Optional<Slot> live = live(file, line);
            if (live.isPresent()) {
                long spent = isWanted(file, live.get()) ? appendAgain(file.chain(), live.get(), budget) : 0;
                budget -= spent;
                if (spent == 0) {
                    evict(live.get());
                }
            }
        }
        if (file.live().get() > 0) {
            forget(file);
        }
        files.discard(file);
    }

    private Optional<Slot> live(SegmentFile file, Line line) {
        return index.find(line.hash())
                .filter(slot -> slot.sequence() > file.chain().floor())
                .filter(slot -> slot.bodyFile() == file.id() || slot.file() == file.id());
    }

    /** Metadata whose body is in a later file is as young as that. */
    private static boolean isWanted(SegmentFile file, Slot slot) {
        return slot.hits() > 0 || slot.bodyFile() != file.id();
    }

    private void evict(Slot slot) {
        if (index.remove(slot).isPresent()) {
            files.leave(slot);
            counters.evicted();
            // Else a crash before it is deleted would leave a large object with metadata that was replaced.
            files.find(slot.bodyFile())
                    .filter(body -> body.head().single() && body.live().get() == 0)
                    .ifPresent(files::discard);
        }
    }

    /** @return bytes that it took, none if it could not be */
    private long appendAgain(Chain chain, Slot slot, long budget) {
        try {
            Optional<Draft> draft = draft(slot);
            if (draft.isEmpty()) {
                return 0;
            }
            long cost = Tail.cost(draft.get().span());
            if (cost > budget || files.occupied() + cost > settings.bytes()) {
                return 0;
            }
            Optional<Slot> again = tail.append(chain, draft.get(), () -> index.ticket(slot));
            return again.isPresent() && move(slot, again.get()) ? cost : 0;
        } catch (Damaged damage) {
            health.damaged(damage);
            return 0;
        } catch (IOException failure) {
            health.failed(failure);
            return 0;
        }
    }

    private boolean move(Slot from, Slot to) {
        Slot fresh = to.withFlags(from.passedOver().flags());
        files.enter(fresh);
        if (!index.replace(from, fresh)) {
            files.leave(fresh);
            return false;
        }
        files.leave(from);
        counters.kept();
        return true;
    }

    private Optional<Draft> draft(Slot slot) throws IOException {
        Optional<SegmentFile> metadata = files.find(slot.file());
        Optional<SegmentFile> body = files.find(slot.bodyFile());
        if (metadata.isEmpty() || body.isEmpty() || !metadata.get().hold()) {
            return Optional.empty();
        }
        try {
            RecordHead head = RecordHead.read(metadata.get(), slot.offset());
            return Optional.of(
                    body.get().head().single() ? new Draft.Refreshed(head, head.metadata()) : whole(head, body.get()));
        } finally {
            metadata.get().release();
        }
    }

    private static Draft whole(RecordHead head, SegmentFile file) throws IOException {
        if (!file.hold()) {
            throw new Damaged("the body's file is gone");
        }
        try {
            int length = (int) head.body().length();
            return new Draft.Whole(
                    head.hash(),
                    head.key(),
                    head.metadata(),
                    Bytes.of(head.body().read(file, 0, length)),
                    length);
        } finally {
            file.release();
        }
    }

    /** Finds by a look at the whole index what a file's own list did not tell of. */
    private void forget(SegmentFile file) {
        for (int shard = 0; shard < Index.SHARDS; shard++) {
            index.matching(shard, slot -> slot.file() == file.id() || slot.bodyFile() == file.id())
                    .forEach(this::evict);
        }
    }
}
