package dev.meridian.router.route;

import dev.meridian.core.topology.NodeView;

/**
 * A node that was looked at for a request.
 *
 * @param isEligible whether it may be asked
 * @param scoreMillis lower is better: predicted round trip and a penalty for load
 * @param distanceKm from the client, along the great circle
 * @param roundTripMillis predicted between client and node
 * @param reason why it may not be asked, or what its score is made of
 */
public record Candidate(
        NodeView node,
        boolean isEligible,
        double scoreMillis,
        double distanceKm,
        double roundTripMillis,
        String reason) {}
