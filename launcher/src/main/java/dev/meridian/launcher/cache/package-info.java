/**
 * One edge's cache alone, in front of any HTTP origin: {@code meridian cache}.
 *
 * <p>Start at {@link dev.meridian.launcher.cache.CacheCommand}.
 */
@NullMarked
package dev.meridian.launcher.cache;

import org.jspecify.annotations.NullMarked;
