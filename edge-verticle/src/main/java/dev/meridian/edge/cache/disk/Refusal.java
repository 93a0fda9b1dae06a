package dev.meridian.edge.cache.disk;

/** Why an object is not stored. */
public enum Refusal {
    /** The key, the metadata or the body is longer than is stored. */
    TOO_LARGE,
    /** The disk has as much work, or the memory before it as many bytes, as it may. */
    BUSY,
    /** Nothing more can be evicted: what is left is being read. */
    NO_ROOM,
    /** A removal, or a newer object, came in between. */
    OUTDATED,
    /** The body ended before, or went on after, the length that was announced; or it was given up. */
    INCOMPLETE,
    /** The disk did not take it. */
    FAILED
}
