/** A real region for tests: {@link dev.meridian.region.TestingRegion}. */
@NullMarked
package dev.meridian.region;

import org.jspecify.annotations.NullMarked;
