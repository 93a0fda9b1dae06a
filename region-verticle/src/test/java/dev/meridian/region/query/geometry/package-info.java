@NullMarked
package dev.meridian.region.query.geometry;

import org.jspecify.annotations.NullMarked;
