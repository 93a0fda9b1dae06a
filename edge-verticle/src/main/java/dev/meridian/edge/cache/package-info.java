/**
 * The edge's cache: decide (pure), store, act; a disk under the store.
 *
 * <p>Start at {@link dev.meridian.edge.cache.EdgeCache}. This package acts: it looks up, has one fetch serve any number
 * of concurrent misses ({@code Flight}), and answers from entries. Exchanges stay on their own event loops; a flight is
 * shared between loops and hands everything over by their contexts.
 */
@NullMarked
package dev.meridian.edge.cache;

import org.jspecify.annotations.NullMarked;
