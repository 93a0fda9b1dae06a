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
        variants.merge(key.resource(), Set.of(key), VariantIndex::both);
    }

    void remove(VariantKey key) {
        variants.computeIfPresent(key.resource(), (resource, known) -> {
            if (known.size() == 1) {
                return known.contains(key) ? null : known;
            }
            known.remove(key);
            return known;
        });
    }

    /** Most resources have one variant only, for which the smallest set will do. */
    private static Set<VariantKey> both(Set<VariantKey> known, Set<VariantKey> one) {
        Set<VariantKey> more = known.size() == 1 ? new HashSet<>(known) : known;
        more.addAll(one);
        return more;
    }

    boolean has(ResourceKey resource) {
        return variants.containsKey(resource);
    }

    List<VariantKey> of(ResourceKey resource) {
        return List.copyOf(variants.getOrDefault(resource, Set.of()));
    }
}
