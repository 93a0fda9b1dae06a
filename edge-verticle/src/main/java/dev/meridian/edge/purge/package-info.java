/**
 * Purges as they come over the event plane.
 *
 * <p>A purge may be lost, late, doubled or reordered. Each region numbers its own, so that an edge which missed one
 * notices at the next, or from the region's word of how far it has come, which is told every second, and drops all that
 * the region owns; an edge that was out of the cluster validates everything it
 * holds before it serves it as fresh again. Start at {@link dev.meridian.edge.purge.PurgeListener}.
 */
@NullMarked
package dev.meridian.edge.purge;

import org.jspecify.annotations.NullMarked;
