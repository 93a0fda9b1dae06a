@NullMarked
package dev.meridian.edge.cache.policy;

import org.jspecify.annotations.NullMarked;
