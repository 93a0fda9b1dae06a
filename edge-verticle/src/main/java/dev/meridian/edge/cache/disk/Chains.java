package dev.meridian.edge.cache.disk;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The chains by owner. They are made and dropped on the lane. */
final class Chains {

    private final Map<String, Chain> byOwner = new ConcurrentHashMap<>();

    Chain of(String owner) {
        return byOwner.computeIfAbsent(owner, Chain::new);
    }

    Optional<Chain> find(String owner) {
        return Optional.ofNullable(byOwner.get(owner));
    }

    void dropIfEmpty(Chain chain) {
        if (chain.isEmpty()) {
            byOwner.remove(chain.owner, chain);
        }
    }

    /** The one that gives when there is no room for all. */
    Optional<Chain> largest() {
        return byOwner.values().stream()
                .filter(chain -> !chain.files.isEmpty())
                .max(Comparator.comparingLong(chain -> chain.bytes));
    }

    List<Chain> all() {
        return List.copyOf(byOwner.values());
    }
}
