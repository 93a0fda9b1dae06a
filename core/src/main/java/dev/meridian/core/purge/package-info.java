/**
 * What regions and edges agree on about purges, and {@code cache.v1.Cache/Purge} as every kind of node offers it: the
 * project's home region answers, all others pass it on.
 *
 * <p>Start at {@link dev.meridian.core.purge.PurgePlane}.
 */
@NullMarked
package dev.meridian.core.purge;

import org.jspecify.annotations.NullMarked;
