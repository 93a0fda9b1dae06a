@NullMarked
package dev.meridian.region.api;

import org.jspecify.annotations.NullMarked;
