/**
 * What a region is told, and what its features share.
 *
 * <p>Start at {@link dev.meridian.region.node.RegionContext}.
 */
@NullMarked
package dev.meridian.region.node;

import org.jspecify.annotations.NullMarked;
