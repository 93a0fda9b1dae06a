/**
 * Purges as they come over the event plane.
 *
 * <p>A purge may be lost, late, doubled or reordered. Each region numbers its own, and each edge asks each region twice a
 * second over the relay which purges there were; so it hears of those that it missed and makes up for them, or drops all
 * that the region owns where they are too many. What an edge heard holds for three seconds from when it asked. An edge that
 * hears no more, be it cut off, stopped or slow, validates what the region owns before it serves it
 * ({@link dev.meridian.edge.cache.store.CacheStore#vouch}).
 *
 * <p>Invariant: a confirmed purge was applied before it was confirmed, and nobody is vouched for before all purges that
 * came before the question are applied. Start at {@link dev.meridian.edge.purge.PurgeListener}.
 */
@NullMarked
package dev.meridian.edge.purge;

import org.jspecify.annotations.NullMarked;
