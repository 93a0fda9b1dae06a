@NullMarked
package dev.meridian.edge.cache.store;

import org.jspecify.annotations.NullMarked;
