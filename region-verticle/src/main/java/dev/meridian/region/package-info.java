/**
 * A region: the owner of its projects' data.
 *
 * <p>Start at {@link dev.meridian.region.RegionNode}, which lists the features; each is a package below this one and plugs
 * into {@link dev.meridian.region.api}.
 */
@NullMarked
package dev.meridian.region;

import org.jspecify.annotations.NullMarked;
