@NullMarked
package dev.meridian.region.policies;

import org.jspecify.annotations.NullMarked;
