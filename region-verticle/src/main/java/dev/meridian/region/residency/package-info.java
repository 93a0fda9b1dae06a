/**
 * Residency at home: the policy of each project, what this region releases to whom by it, and the trail of what was done.
 *
 * <p>A policy is kept as its project wrote it and told to the network with its zones resolved. What this region releases
 * depends on the policy as it is committed and on who asks, so that a node which has not heard of a change cannot get by it.
 * The trail is a chain of hashes per project. Start at {@link dev.meridian.region.residency.ResidencyFeature}.
 */
@NullMarked
package dev.meridian.region.residency;

import org.jspecify.annotations.NullMarked;
