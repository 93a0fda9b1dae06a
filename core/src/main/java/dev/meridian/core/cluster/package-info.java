/**
 * The event plane: publishing and listening across nodes, and claims of unique names.
 *
 * <p>An event may be lost, late, doubled or reordered; each consumer has a version to catch up from, or says that it is
 * best effort. The data plane never waits for this one: a node starts and serves without a cluster, joins in the
 * background, and joins anew when its membership turns out to be broken. Subscriptions outlive memberships.
 *
 * <p>Regions are the data members; edges and routers are lite members, which stay out for as long as no region is there.
 * Claims live in the memory of the region members: they settle a race between two regions, while the registry says who
 * holds a name for good. A claimant asks both.
 *
 * <p>Start at {@link dev.meridian.core.cluster.EventPlane}; its implementation is {@link
 * dev.meridian.core.cluster.ClusteredEventPlane}, whose {@code Keeper} tells the life of a membership from top to bottom.
 */
@NullMarked
package dev.meridian.core.cluster;

import org.jspecify.annotations.NullMarked;
