/**
 * What an edge's cache holds: immutable entries in memory, bounded by bytes, found by key and variant, purged by
 * URL, prefix, host, tag, project or region.
 *
 * <p>Invariant: once {@link dev.meridian.edge.cache.store.CacheStore#purge} has returned, nothing that it covers is
 * found, nor can a fetch that began before put it back as fresh. An
 * entry of a region that nobody vouches for just now is never found fresh. Start at
 * {@link dev.meridian.edge.cache.store.CacheStore}.
 */
@NullMarked
package dev.meridian.edge.cache.store;

import org.jspecify.annotations.NullMarked;
