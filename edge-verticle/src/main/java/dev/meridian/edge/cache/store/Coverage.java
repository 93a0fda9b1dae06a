package dev.meridian.edge.cache.store;

/** What purges have done to a response, the worst last. */
public enum Coverage {
    NONE,
    /** It is stale. */
    SOFT,
    /** It is gone. */
    HARD;

    Coverage or(Coverage other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
