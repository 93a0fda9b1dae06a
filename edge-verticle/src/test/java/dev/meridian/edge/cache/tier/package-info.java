@NullMarked
package dev.meridian.edge.cache.tier;

import org.jspecify.annotations.NullMarked;
