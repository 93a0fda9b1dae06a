package dev.meridian.edge.cache.store;

/**
 * One stored representation.
 *
 * @param variant what the request has under the headers that chose it, empty for none
 */
public record VariantKey(ResourceKey resource, String variant) {

    /** Bytes of memory that it takes, roughly: much of it is as long as a client wishes. */
    public int weight() {
        return resource.weight() + variant.length();
    }
}
