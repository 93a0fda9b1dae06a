/** Tests of policies, of what is released by them, and of the trail. */
@NullMarked
package dev.meridian.region.residency;

import org.jspecify.annotations.NullMarked;
