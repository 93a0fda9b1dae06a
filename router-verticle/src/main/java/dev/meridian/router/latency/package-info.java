/**
 * How far clients really are: round trips that nodes measure to networks of clients, told to all routers in digests.
 * Memory is bounded, whatever clients do. Start at {@link dev.meridian.router.latency.ClientRoundTrips}.
 */
@NullMarked
package dev.meridian.router.latency;

import org.jspecify.annotations.NullMarked;
