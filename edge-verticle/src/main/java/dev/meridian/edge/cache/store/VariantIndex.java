package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.decide.VaryRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which variants of a resource are stored, and which headers choose among them. Changed under the store's lock, read by
 * any thread.
 */
final class VariantIndex {

    private final Map<ResourceKey, Known> resources = new ConcurrentHashMap<>();

    /**
     * @param rule of what was stored last
     * @param variants never none; read and changed under the store's lock only, and mutable where they are several
     */
    private record Known(VaryRule rule, Set<VariantKey> variants) {

        /** Most resources have one variant only, for which the smallest set will do. */
        Known and(VariantKey key, VaryRule now) {
            if (variants.size() == 1 && variants.contains(key)) {
                return new Known(now, variants);
            }
            Set<VariantKey> both = variants.size() == 1 ? new HashSet<>(variants) : variants;
            both.add(key);
            return new Known(now, both);
        }

        @Nullable
        Known without(VariantKey key) {
            if (variants.size() == 1) {
                return variants.contains(key) ? null : this;
            }
            variants.remove(key);
            return this;
        }
    }

    void add(VariantKey key, VaryRule rule) {
        resources.merge(key.resource(), new Known(rule, Set.of(key)), (known, one) -> known.and(key, rule));
    }

    void remove(VariantKey key) {
        resources.computeIfPresent(key.resource(), (resource, known) -> known.without(key));
    }

    /** Which headers choose, if anything is stored. Asked at each hit, so no optional. */
    @Nullable
    VaryRule rule(ResourceKey resource) {
        Known known = resources.get(resource);
        return known == null ? null : known.rule();
    }

    boolean has(ResourceKey resource) {
        return resources.containsKey(resource);
    }

    List<VariantKey> of(ResourceKey resource) {
        Known known = resources.get(resource);
        return known == null ? List.of() : List.copyOf(known.variants());
    }
}
