/**
 * The way from an edge to the region that owns what is asked for.
 *
 * <p>Start at {@link dev.meridian.edge.origin.HomeRegions}.
 */
@NullMarked
package dev.meridian.edge.origin;

import org.jspecify.annotations.NullMarked;
