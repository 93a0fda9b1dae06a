@NullMarked
package dev.meridian.region.sealing;

import org.jspecify.annotations.NullMarked;
