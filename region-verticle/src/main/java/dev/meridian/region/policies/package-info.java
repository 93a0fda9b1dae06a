/**
 * What a project's owners say about how edges cache for them: the cache policy, one a project, replaced whole.
 *
 * <p>A policy and its record in the registry change in one transaction. Edges do as it says, and purge the project, as the
 * record arrives there.
 *
 * <p>Start at {@link dev.meridian.region.policies.PoliciesFeature}.
 */
@NullMarked
package dev.meridian.region.policies;

import org.jspecify.annotations.NullMarked;
