@NullMarked
package dev.meridian.edge.cache.disk;

import org.jspecify.annotations.NullMarked;
