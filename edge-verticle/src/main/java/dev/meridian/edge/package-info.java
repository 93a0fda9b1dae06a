/**
 * An edge: it caches, executes light functions near users, and passes on what only a region can answer.
 *
 * <p>Start at {@link dev.meridian.edge.EdgeNode}; the phases of a request are the methods of {@code EdgeRequests}.
 */
@NullMarked
package dev.meridian.edge;

import org.jspecify.annotations.NullMarked;
