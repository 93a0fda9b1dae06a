/**
 * What functions fetch: a program in a host has no network of its own, its node sends for it and decides where to.
 *
 * <p>Invariants: a function reaches public addresses and its own network's API, nothing that only the node can reach;
 * what goes on to a host waits until it is asked for; what a call has under way ends with it. Start at
 * {@link dev.meridian.functions.outbound.Errands}.
 */
@NullMarked
package dev.meridian.functions.outbound;

import org.jspecify.annotations.NullMarked;
