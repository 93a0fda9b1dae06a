@NullMarked
package dev.meridian.region.events;

import org.jspecify.annotations.NullMarked;
