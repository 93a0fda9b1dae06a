package dev.meridian.router.route;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.geo.Place;

/**
 * How good a node is for a client, in milliseconds.
 *
 * <p>Round trip: 5 ms for the last mile, and twice the great circle at 200 km a millisecond (light in fibre), 1.6 times
 * longer because cables do not run straight. Load: nothing below 70 %, then a square that reaches 200 ms at saturation, so
 * that a node which fills up loses its farthest clients first and never all at once.
 */
final class Score {

    private static final double LAST_MILE_MILLIS = 5;
    private static final double FIBRE_KM_PER_MILLI = 200;
    private static final double DETOUR = 1.6;
    private static final double LOAD_KNEE = 0.7;
    private static final double SATURATED_MILLIS = 200;

    private Score() {}

    static Candidate of(NodeView node, Place client) {
        double km = client.kilometresTo(node.info().getLatitude(), node.info().getLongitude());
        double roundTrip = LAST_MILE_MILLIS + 2 * km / FIBRE_KM_PER_MILLI * DETOUR;
        double penalty = loadPenalty(node.load());
        String obstacle = obstacle(node);
        String reason = !obstacle.isEmpty() ? obstacle : penalty == 0 ? "distance" : "distance and load";
        return new Candidate(node, obstacle.isEmpty(), roundTrip + penalty, km, roundTrip, reason);
    }

    static double loadPenalty(double load) {
        double excess = Math.clamp((load - LOAD_KNEE) / (1 - LOAD_KNEE), 0, 1);
        return SATURATED_MILLIS * excess * excess;
    }

    /** Why a node may not be asked; empty if it may. */
    private static String obstacle(NodeView node) {
        if (node.state() == State.STATE_DRAINING) {
            return "draining";
        }
        if (node.state() == State.STATE_STOPPED) {
            return "stopped";
        }
        return node.isUsable() ? "" : "not reachable over the relay";
    }
}
