package dev.meridian.edge.cache;

/**
 * When a request left for the origin. What the answer tells of may have been purged since.
 *
 * @param mark of the store, as {@link dev.meridian.edge.cache.store.CacheStore#mark}
 * @param millis since the epoch
 */
record Departure(long mark, long millis) {}
