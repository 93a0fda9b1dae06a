@NullMarked
package dev.meridian.edge.cache.decide;

import org.jspecify.annotations.NullMarked;
