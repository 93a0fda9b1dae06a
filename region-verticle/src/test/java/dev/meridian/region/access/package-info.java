@NullMarked
package dev.meridian.region.access;

import org.jspecify.annotations.NullMarked;
