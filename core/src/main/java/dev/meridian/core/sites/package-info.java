/**
 * Static sites, served alike by edges and by the region that owns them.
 *
 * <p>What must hold: a file is found by its name in an index made when the artefact was opened, so that no path of a request
 * ever reaches the file system; one answer comes from one deployment; nothing blocks an event loop. A node says where its
 * artefacts lie by a {@link dev.meridian.core.sites.Shelf}. The rules are in docs/reference/sites.md.
 *
 * <p>Start at {@link dev.meridian.core.sites.SiteServer}.
 */
@NullMarked
package dev.meridian.core.sites;

import org.jspecify.annotations.NullMarked;
