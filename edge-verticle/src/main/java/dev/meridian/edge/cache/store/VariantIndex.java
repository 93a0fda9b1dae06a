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
     * @param variants never none
     */
    private record Known(VaryRule rule, Set<VariantKey> variants) {

        /** Most resources have one variant only, for which the smallest set will do. */
        Known and(VariantKey key, VaryRule now) {
            Set<VariantKey> both = new HashSet<>(variants);
            both.add(key);
            return new Known(now, both.size() == 1 ? Set.of(key) : both);
        }

        @Nullable
        Known without(VariantKey key) {
            Set<VariantKey> left = new HashSet<>(variants);
            left.remove(key);
            return left.isEmpty() ? null : new Known(rule, left);
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
