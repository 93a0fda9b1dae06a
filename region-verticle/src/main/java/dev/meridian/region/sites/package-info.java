/**
 * Static sites of this region's projects: their settings, deployments and variables (contract section 8), and the region's
 * own serving of them, by the same code as at edges.
 *
 * <p>What must hold: which deployment is active is one pointer, told to the network in the transaction that sets it; the
 * registry names the one before as long as it exists and no longer; variables are for builds and reach no visitor.
 *
 * <p>Start at {@link dev.meridian.region.sites.SitesFeature}.
 */
@NullMarked
package dev.meridian.region.sites;

import org.jspecify.annotations.NullMarked;
