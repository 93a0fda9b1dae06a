/**
 * Has an edge hold nothing of a project that the project's residency policy keeps from it. What it may do for whom while
 * requests come is {@code core.residency}'s. Start at {@link dev.meridian.edge.residency.Eraser}.
 */
@NullMarked
package dev.meridian.edge.residency;

import org.jspecify.annotations.NullMarked;
