/**
 * Events that a change owes to others, delivered at least once.
 *
 * <p>Start at {@link dev.meridian.region.outbox.Outbox}; purges of the edges' caches go through
 * {@link dev.meridian.region.outbox.Purges}.
 */
@NullMarked
package dev.meridian.region.outbox;

import org.jspecify.annotations.NullMarked;
