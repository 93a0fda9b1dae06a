/**
 * What happened in a project, told to those who listen (contract section 10, Events).
 *
 * <p>A feature adds an {@link dev.meridian.region.events.Event} to the transaction of its change through
 * {@link dev.meridian.region.events.Events}: there is no event without its commit, and none is lost. Where nobody listens
 * nothing is written. Delivered at least once; an event's ID says that it was seen before.
 */
@NullMarked
package dev.meridian.region.events;

import org.jspecify.annotations.NullMarked;
