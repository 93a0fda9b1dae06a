/**
 * How long a round trip to clients takes, as this node's own connections show it, and what of it all routers are told.
 *
 * <p>Start at {@link dev.meridian.core.latency.RoundTripSampler}.
 */
@NullMarked
package dev.meridian.core.latency;

import org.jspecify.annotations.NullMarked;
