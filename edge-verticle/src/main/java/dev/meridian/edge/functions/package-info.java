/**
 * Light functions, executed at the edge (DESIGN section 8).
 *
 * <p>The home region stays the source of code and settings: an edge fetches the launch specification and the artefact,
 * checks it, keeps both on disk, and goes on executing when every region is down. Once it has seen in the registry that
 * a deployment or setting is newer, it never runs the older one. Execution records go back to the home region at least
 * once. Start at {@link dev.meridian.edge.functions.EdgeFunctions}.
 */
@NullMarked
package dev.meridian.edge.functions;

import org.jspecify.annotations.NullMarked;
