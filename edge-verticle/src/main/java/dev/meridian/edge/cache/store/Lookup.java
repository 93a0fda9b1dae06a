package dev.meridian.edge.cache.store;

/** What the store has for a request. */
public sealed interface Lookup {

    record Found(VariantKey key, Entry entry) implements Lookup {}

    /** The resource is known, but not as the request's headers choose it. */
    record OtherVariants(VariantKey key) implements Lookup {}

    record Nothing(VariantKey key) implements Lookup {}

    /** Under which what is missing would be stored, as far as is known. */
    VariantKey key();
}
