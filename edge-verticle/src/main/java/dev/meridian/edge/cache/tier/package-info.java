/**
 * What lies between the memory tier and the disk: how a response is written beside its body, which responses are kept,
 * how they are found again, and how purges reach them.
 *
 * <p>A resource has one object on the disk under its own key: the variant that came first, or that replaced it. Other
 * variants lie under keys that hold the generation which that object names. So to remove that object removes all variants
 * at once, also for a process that starts after a crash, and without an index of variants.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>What is found is compared with every purge since its fetch began, up to the moment at which it is handed out. An
 *       object of an earlier process counts as fetched before all purges that this process knows of.
 *   <li>Marks are forgotten once a sweep has removed on the disk, durably, what they cover. A sweep begins when no object
 *       is being committed, and none is committed that a purge has covered.
 *   <li>What was stored under one profile is not found under another.
 * </ul>
 *
 * <p>Start at {@link dev.meridian.edge.cache.tier.DiskTier}.
 */
@NullMarked
package dev.meridian.edge.cache.tier;

import org.jspecify.annotations.NullMarked;
