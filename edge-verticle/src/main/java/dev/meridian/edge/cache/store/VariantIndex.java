package dev.meridian.edge.cache.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which variants of a resource are stored. Used under the store's lock. */
final class VariantIndex {

    private final Map<ResourceKey, Set<VariantKey>> variants = new HashMap<>();

    void add(VariantKey key) {
        variants.computeIfAbsent(key.resource(), resource -> new HashSet<>(2)).add(key);
    }

    void remove(VariantKey key) {
        variants.computeIfPresent(key.resource(), (resource, known) -> {
            known.remove(key);
            return known.isEmpty() ? null : known;
        });
    }

    boolean has(ResourceKey resource) {
        return variants.containsKey(resource);
    }

    List<VariantKey> of(ResourceKey resource) {
        return List.copyOf(variants.getOrDefault(resource, Set.of()));
    }
}
