/**
 * What a project's owners ask of the network as a whole: purges of the edges' caches, with a receipt from each edge.
 *
 * <p>A purge is numbered and kept in the database before any edge hears of it, so that no crash loses it. Its receipt is
 * written when every known edge has confirmed it, or when those that have not must ask the region before they serve
 * anything ({@link dev.meridian.core.purge.PurgePlane}).
 *
 * <p>Start at {@link dev.meridian.region.network.NetworkFeature}.
 */
@NullMarked
package dev.meridian.region.network;

import org.jspecify.annotations.NullMarked;
