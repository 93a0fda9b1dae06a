/**
 * Which nodes exist, where they stand, whether they can be reached and how loaded they are.
 *
 * <p>Start at {@link dev.meridian.core.topology.Topology}.
 */
@NullMarked
package dev.meridian.core.topology;

import org.jspecify.annotations.NullMarked;
