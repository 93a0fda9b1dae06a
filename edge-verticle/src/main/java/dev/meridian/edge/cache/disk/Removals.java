package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes objects unfindable at once, and acknowledges it once it is on the disk. Safe for use by many threads.
 *
 * <p>A removal also covers what is being written: a write that began before it is not stored.
 */
final class Removals {

    private final Index index;
    private final Chains chains;
    private final SegmentFiles files;
    private final Journal journal;
    private final Lane lane;
    private final Log log;

    Removals(Index index, Chains chains, SegmentFiles files, Journal journal, Lane lane, Log log) {
        this.index = index;
        this.chains = chains;
        this.files = files;
        this.journal = journal;
        this.lane = lane;
        this.log = log;
    }

    Future<Void> remove(DiskKey key) {
        long hash = key.hash();
        Index.Removal removal = index.remove(hash);
        removal.removed().ifPresent(files::leave);
        OptionalLong sequence = removal.sequence();
        return sequence.isEmpty()
                ? journal.settled().mapEmpty()
                : write(Tombstone.Kind.KEY, DiskKey.hashOfOwner(key.owner()), hash, sequence.getAsLong());
    }

    Future<Void> removeOwner(String owner) {
        long hash = DiskKey.hashOfOwner(owner);
        index.outdate(claim -> claim.owner == hash);
        long sequence = index.nextSequence();
        chains.find(owner).ifPresent(chain -> chain.raiseFloor(sequence));
        return sweptAndWritten(write(Tombstone.Kind.OWNER, hash, 0, sequence));
    }

    /** Also overwrites the files that it lay in; done when all of them are gone that nobody reads. */
    Future<Void> eraseOwner(String owner) {
        chains.find(owner).ifPresent(Chain::erase);
        return removeOwner(owner)
                .compose(removed -> lane.run(() -> {
                    log.discardEmpty(owner);
                    return true;
                }))
                .mapEmpty();
    }

    Future<Void> removeAll() {
        index.outdate(claim -> true);
        long sequence = index.nextSequence();
        chains.all().forEach(chain -> chain.raiseFloor(sequence));
        return sweptAndWritten(write(Tombstone.Kind.ALL, 0, 0, sequence));
    }

    private Future<Void> sweptAndWritten(Future<Void> written) {
        Future<Boolean> swept = lane.run(() -> {
            log.sweepFloors();
            return true;
        });
        return Future.join(written, swept).mapEmpty();
    }

    private Future<Void> write(Tombstone.Kind kind, long owner, long key, long sequence) {
        return journal.add(List.of(new Tombstone(kind, owner, key, sequence, files.lastId())))
                .mapEmpty();
    }

    /** Removes these very objects, and nothing that has come in their place. @return how many they were */
    Future<Integer> remove(List<Slot> slots) {
        List<Tombstone> tombstones = new ArrayList<>();
        for (Slot slot : slots) {
            Optional<SegmentFile> file = files.find(slot.file());
            OptionalLong sequence = index.remove(slot);
            if (file.isPresent() && sequence.isPresent()) {
                files.leave(slot);
                tombstones.add(new Tombstone(
                        Tombstone.Kind.KEY,
                        file.get().chain().hash,
                        slot.hash(),
                        sequence.getAsLong(),
                        files.lastId()));
            }
        }
        return journal.add(tombstones).map(tombstones.size());
    }
}
