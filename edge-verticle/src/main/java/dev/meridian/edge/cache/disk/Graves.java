package dev.meridian.edge.cache.disk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All removals that a start knows of. */
final class Graves {

    private final Map<Long, Long> keys = new HashMap<>();
    private final Map<Long, Long> owners = new HashMap<>();
    private long all;

    Graves(List<Tombstone> tombstones) {
        for (Tombstone tombstone : tombstones) {
            switch (tombstone.kind()) {
                case KEY -> keys.merge(tombstone.key(), tombstone.sequence(), Math::max);
                case OWNER -> owners.merge(tombstone.owner(), tombstone.sequence(), Math::max);
                case ALL -> all = Math.max(all, tombstone.sequence());
            }
        }
    }

    boolean cover(long owner, long key, long sequence) {
        return sequence < all || sequence < owners.getOrDefault(owner, 0L) || sequence < keys.getOrDefault(key, 0L);
    }
}
