/**
 * Static sites at the edge: fetched from their home region once, kept on disk by digest, served with every region down.
 *
 * <p>Once an edge has seen in the registry that another deployment is active, it serves no page of the one before; how the
 * files are found and answered is {@code core.sites}'s. Start at {@link dev.meridian.edge.sites.EdgeSites}.
 */
@NullMarked
package dev.meridian.edge.sites;

import org.jspecify.annotations.NullMarked;
