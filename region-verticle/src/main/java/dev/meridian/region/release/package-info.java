/**
 * What this region gives to which node: by a project's residency policy as it is committed, and by who asks.
 *
 * <p>Start at {@link dev.meridian.region.release.Release}.
 */
@NullMarked
package dev.meridian.region.release;

import org.jspecify.annotations.NullMarked;
