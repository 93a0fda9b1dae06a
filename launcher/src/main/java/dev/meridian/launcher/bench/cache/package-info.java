/**
 * {@code meridian cache} beside nginx and Varnish, all in front of one origin, loaded by wrk: hits of several sizes, a
 * storm of misses on one key, and a set of objects larger than the memory.
 *
 * <p>Start at {@link dev.meridian.launcher.bench.cache.CacheBench}.
 */
@NullMarked
package dev.meridian.launcher.bench.cache;

import org.jspecify.annotations.NullMarked;
