package dev.meridian.edge.cache.disk;

/** What came of a write. */
public sealed interface Outcome {

    /** @param version of the object with its metadata; no two are the same */
    record Stored(long version) implements Outcome {}

    record NotStored(Refusal reason) implements Outcome {}
}
