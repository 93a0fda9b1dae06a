package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** All that changes chains. Belongs to the lane; blocks. No failure of the disk comes out of it. */
final class Log {

    private final Chains chains;
    private final SegmentFiles files;
    private final Index index;
    private final Tail tail;
    private final Evictor evictor;
    private final Health health;
    private final DiskCounters counters;
    private boolean closed;

    Log(
            Chains chains,
            SegmentFiles files,
            Index index,
            Tail tail,
            Evictor evictor,
            Health health,
            DiskCounters counters) {
        this.chains = chains;
        this.files = files;
        this.index = index;
        this.tail = tail;
        this.evictor = evictor;
        this.health = health;
        this.counters = counters;
    }

    /** Appends an object to its owner's last segment. */
    Outcome put(DiskKey key, Claim claim, Buffer metadata, List<Buffer> body, long length) {
        if (closed) {
            return counters.refused(Refusal.FAILED);
        }
        List<ByteBuffer> bytes = new ArrayList<>();
        body.forEach(piece -> bytes.addAll(Bytes.of(piece)));
        Draft draft = new Draft.Whole(claim.hash, key.bytes(), metadata, bytes, length);
        Chain chain = chains.of(key.owner());
        try {
            if (!evictor.makeRoom(chain, Tail.cost(draft.span()))) {
                return counters.refused(Refusal.NO_ROOM);
            }
            Optional<Slot> slot = tail.append(chain, draft, () -> index.ticket(claim));
            health.worked();
            return slot.isPresent() ? publish(claim, slot.get()) : counters.refused(Refusal.OUTDATED);
        } catch (IOException failure) {
            health.failed(failure);
            return counters.refused(Refusal.FAILED);
        } finally {
            chains.dropIfEmpty(chain);
        }
    }

    private Outcome publish(Claim claim, Slot slot) {
        files.enter(slot);
        if (index.publish(claim, slot, files::leave)) {
            return new Outcome.Stored(slot.sequence());
        }
        files.leave(slot);
        return counters.refused(Refusal.OUTDATED);
    }

    /** Appends new metadata for an object if it still has the version. */
    Outcome refresh(DiskKey key, long hash, long version, Buffer metadata) {
        if (closed) {
            return counters.refused(Refusal.FAILED);
        }
        try {
            Optional<Slot> slot = index.find(hash).filter(found -> found.sequence() == version);
            Optional<RecordHead> old = slot.isPresent() ? head(slot.get(), key) : Optional.empty();
            if (slot.isEmpty() || old.isEmpty()) {
                return counters.refused(Refusal.OUTDATED);
            }
            Draft draft = new Draft.Refreshed(old.get(), metadata);
            Chain chain = chains.of(key.owner());
            if (!evictor.makeRoom(chain, Tail.cost(draft.span()))) {
                return counters.refused(Refusal.NO_ROOM);
            }
            Optional<Slot> fresh = tail.append(chain, draft, () -> index.ticket(slot.get()));
            health.worked();
            return fresh.isPresent() ? replace(slot.get(), fresh.get()) : counters.refused(Refusal.OUTDATED);
        } catch (Damaged damage) {
            health.damaged(damage);
            return counters.refused(Refusal.OUTDATED);
        } catch (IOException failure) {
            health.failed(failure);
            return counters.refused(Refusal.FAILED);
        } finally {
            chains.find(key.owner()).ifPresent(chains::dropIfEmpty);
        }
    }

    private Outcome replace(Slot old, Slot recovered) {
        Slot fresh = recovered.withFlags(old.flags());
        files.enter(fresh);
        if (index.replace(old, fresh)) {
            files.leave(old);
            return new Outcome.Stored(fresh.sequence());
        }
        files.leave(fresh);
        return counters.refused(Refusal.OUTDATED);
    }

    private Optional<RecordHead> head(Slot slot, DiskKey key) throws IOException {
        Optional<SegmentFile> file = files.find(slot.file());
        if (file.isEmpty()
                || !file.get().chain().owner.equals(key.owner())
                || !file.get().hold()) {
            return Optional.empty();
        }
        try {
            RecordHead head = RecordHead.read(file.get(), slot.offset());
            return Optional.of(head).filter(read -> read.key().equals(key.bytes()));
        } finally {
            file.get().release();
        }
    }

    /** Begins a file for a large object, with so many bytes of body reserved. */
    Optional<Spool> spool(DiskKey key, Buffer metadata, long reserved) {
        if (closed) {
            return Optional.empty();
        }
        Chain chain = chains.of(key.owner());
        SegmentFile file = tail.newFile(chain, true);
        try {
            Spool spool = Spool.open(file, files.path(file.id(), SegmentFiles.PART), key, metadata);
            if (reserve(spool, spool.span(reserved))) {
                return Optional.of(spool);
            }
            spool.discard();
        } catch (IOException failure) {
            health.failed(failure);
        }
        chains.dropIfEmpty(chain);
        return Optional.empty();
    }

    /** Puts as many bytes more on the owner's account for a file under way. */
    boolean reserve(Spool spool, long bytes) {
        SegmentFile file = spool.file();
        if (!evictor.makeRoom(file.chain(), bytes)) {
            return false;
        }
        files.count(file, bytes);
        return true;
    }

    Outcome finish(Spool spool, Claim claim) {
        SegmentFile file = spool.file();
        Chain chain = file.chain();
        files.add(file);
        chain.files.addLast(file);
        OptionalLong sequence = index.ticket(claim);
        if (closed || sequence.isEmpty()) {
            discard(spool);
            return counters.refused(closed ? Refusal.FAILED : Refusal.OUTDATED);
        }
        try {
            Line line = spool.finish(claim.hash, sequence.getAsLong());
            files.count(file, file.size() - file.counted());
            health.worked();
            return publish(claim, Slot.recovered(file.id(), line));
        } catch (IOException failure) {
            health.failed(failure);
            discard(spool);
            return counters.refused(Refusal.FAILED);
        }
    }

    /** Leaves nothing of a large object that is not to be. */
    void discard(Spool spool) {
        SegmentFile file = spool.file();
        try {
            spool.discard();
        } catch (IOException failure) {
            health.failed(failure);
        }
        files.add(file);
        files.discard(file);
        chains.dropIfEmpty(file.chain());
    }

    /** Deletes a file in which no object is left. */
    void discardIfEmpty(SegmentFile file) {
        Chain chain = file.chain();
        if (closed || file.live().get() > 0 || !chain.files.contains(file)) {
            return;
        }
        if (chain.active != null && chain.active.file() == file) {
            try {
                tail.drop(chain);
            } catch (IOException failure) {
                health.failed(failure);
            }
        }
        files.discard(file);
        chains.dropIfEmpty(chain);
    }

    /** Deletes those files of an owner in which no object is left. */
    void discardEmpty(String owner) {
        chains.find(owner).ifPresent(chain -> List.copyOf(chain.files).forEach(this::discardIfEmpty));
    }

    /** Frees what is below the floor of its chain. */
    void sweepFloors() {
        for (int shard = 0; shard < Index.SHARDS; shard++) {
            for (Slot slot : index.matching(shard, this::isBelowFloor)) {
                if (index.remove(slot).isPresent()) {
                    files.leave(slot);
                }
            }
        }
    }

    private boolean isBelowFloor(Slot slot) {
        return files.find(slot.file())
                .filter(file -> slot.sequence() > file.chain().floor())
                .isEmpty();
    }

    /** Gives up what is past the bounds, as they may have become narrower. */
    void trim() {
        for (Chain chain : chains.all()) {
            evictor.makeRoom(chain, 0);
            chains.dropIfEmpty(chain);
        }
    }

    /** Ends all segments, so that the next start need not look at each record. */
    void close() {
        closed = true;
        try {
            tail.sealAll(chains.all());
        } catch (IOException failure) {
            health.failed(failure);
        }
    }
}
