package dev.meridian.edge.cache.disk;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Where every object is. Safe for use by many threads: each operation takes the lock of one shard for a moment.
 *
 * <p>A record gets its sequence number under the same lock that a removal of its key takes. So what was removed while
 * it was being written either gets no number, or one that is lower than the removal's: also after a crash it is known to
 * be gone.
 */
final class Index {

    static final int SHARDS = 256;

    private final List<Shard> shards =
            IntStream.range(0, SHARDS).mapToObj(number -> new Shard()).toList();
    private final AtomicLong sequence = new AtomicLong();

    /** What a removal did: its number if there was anything to remove. */
    record Removal(OptionalLong sequence, Optional<Slot> removed) {}

    private Shard shard(long hash) {
        return shards.get((int) (hash >>> 56));
    }

    /** Numbers above this one are still to be given. */
    void advance(long seen) {
        sequence.accumulateAndGet(seen, Math::max);
    }

    long nextSequence() {
        return sequence.incrementAndGet();
    }

    Optional<Slot> find(long hash) {
        Shard shard = shard(hash);
        synchronized (shard) {
            return shard.find(hash);
        }
    }

    /** As {@link #find}, and remembers that the object was asked for. */
    Optional<Slot> hit(long hash) {
        Shard shard = shard(hash);
        synchronized (shard) {
            Optional<Slot> found = shard.find(hash);
            found.filter(slot -> slot.hits() < slot.hit().hits()).ifPresent(slot -> shard.put(slot.hit()));
            return found;
        }
    }

    Claim claim(long hash, long owner) {
        Claim claim = new Claim(hash, owner);
        Shard shard = shard(hash);
        synchronized (shard) {
            shard.claims.add(claim);
        }
        return claim;
    }

    void release(Claim claim) {
        Shard shard = shard(claim.hash);
        synchronized (shard) {
            shard.claims.remove(claim);
        }
    }

    /** A number for a new object, unless a removal came since its write began. */
    OptionalLong ticket(Claim claim) {
        synchronized (shard(claim.hash)) {
            return claim.outdated ? OptionalLong.empty() : OptionalLong.of(nextSequence());
        }
    }

    /** A number for another record of the same object, if that is still the latest. */
    OptionalLong ticket(Slot expected) {
        Shard shard = shard(expected.hash());
        synchronized (shard) {
            return isLatest(shard, expected) ? OptionalLong.of(nextSequence()) : OptionalLong.empty();
        }
    }

    /** @return whether it is found from now on; not so if a removal came since its write began */
    boolean publish(Claim claim, Slot fresh, Consumer<Slot> displaced) {
        Shard shard = shard(claim.hash);
        synchronized (shard) {
            if (claim.outdated) {
                return false;
            }
            shard.find(claim.hash).ifPresent(displaced);
            shard.put(fresh);
            return true;
        }
    }

    /** Replaces what is expected, keeping how often it was hit unless the change says otherwise. */
    boolean replace(Slot expected, Slot fresh) {
        Shard shard = shard(expected.hash());
        synchronized (shard) {
            if (!isLatest(shard, expected)) {
                return false;
            }
            shard.put(fresh);
            return true;
        }
    }

    /** Removes what has the hash, and outdates all that is being written under it. */
    Removal remove(long hash) {
        Shard shard = shard(hash);
        synchronized (shard) {
            Optional<Slot> found = shard.find(hash);
            boolean any = found.isPresent();
            for (Claim claim : shard.claims) {
                any |= claim.hash == hash;
                claim.outdated |= claim.hash == hash;
            }
            shard.remove(hash);
            return new Removal(any ? OptionalLong.of(nextSequence()) : OptionalLong.empty(), found);
        }
    }

    /** Removes what is expected, and nothing that has come in its place. */
    OptionalLong remove(Slot expected) {
        Shard shard = shard(expected.hash());
        synchronized (shard) {
            if (!isLatest(shard, expected)) {
                return OptionalLong.empty();
            }
            shard.remove(expected.hash());
            return OptionalLong.of(nextSequence());
        }
    }

    /** Outdates writes under way. */
    void outdate(Predicate<Claim> meant) {
        for (Shard shard : shards) {
            synchronized (shard) {
                shard.claims.stream().filter(meant).forEach(claim -> claim.outdated = true);
            }
        }
    }

    List<Slot> matching(int shard, Predicate<Slot> wanted) {
        synchronized (shards.get(shard)) {
            return shards.get(shard).matching(wanted);
        }
    }

    /** For a start, when nobody else uses it. */
    void put(Slot slot) {
        Shard shard = shard(slot.hash());
        synchronized (shard) {
            shard.put(slot);
        }
    }

    long size() {
        long total = 0;
        for (Shard shard : shards) {
            synchronized (shard) {
                total += shard.size();
            }
        }
        return total;
    }

    private static boolean isLatest(Shard shard, Slot expected) {
        return shard.find(expected.hash())
                .filter(slot -> slot.sequence() == expected.sequence())
                .isPresent();
    }
}
