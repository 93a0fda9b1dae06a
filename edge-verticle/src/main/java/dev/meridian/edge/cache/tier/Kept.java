package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.store.Entry;

/**
 * What is kept of a response beside its body.
 *
 * @param variant what the request for it had under the rule
 * @param generation of the resource on the disk
 * @param entry without its body; bears the mark that counts in this process
 */
record Kept(VaryRule rule, String variant, long generation, Entry entry) {

    /** The same after a purge that makes it stale. */
    Kept softlyPurged() {
        return new Kept(rule, variant, generation, entry.softlyPurged());
    }

    /** Whether the bodies of both are one: then what is said of it may be replaced alone. */
    boolean isOfSameBody(Kept other) {
        return !entry.facts().etag().isEmpty()
                && entry.facts().etag().equals(other.entry.facts().etag())
                && entry.facts().lastModified().equals(other.entry.facts().lastModified())
                && entry.status() == other.entry.status()
                && entry.extent().equals(other.entry.extent());
    }

    /** Whether this is said of the other's body, which the origin was asked about by its validators. */
    boolean isSaidOf(Kept other) {
        return entry.facts().hasValidator()
                && entry.facts().etag().equals(other.entry.facts().etag())
                && entry.facts().lastModified().equals(other.entry.facts().lastModified())
                && entry.extent().equals(other.entry.extent());
    }
}
