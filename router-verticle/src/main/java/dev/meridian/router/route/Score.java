package dev.meridian.router.route;

/**
 * How good a node is for a client, in milliseconds; lower is better. Load is no part of it: it would drive all clients of a
 * node away at once, and all back when it has worked; it moves shares of them instead, see {@link Condition}.
 *
 * @param distanceKm from the client, along the great circle
 * @param roundTripMillis between client and node
 * @param samples how many measured round trips it rests on
 * @param errorMillis penalty
 * @param homeMillis between the node and the home region, where the node has to ask there
 */
public record Score(double distanceKm, double roundTripMillis, double samples, double errorMillis, double homeMillis) {

    public double millis() {
        return roundTripMillis + errorMillis + homeMillis;
    }

    /** What it is made of beside distance. */
    String parts() {
        StringBuilder parts = new StringBuilder(samples > 0 ? "distance, measured" : "distance");
        if (errorMillis > 0) {
            parts.append(" and errors");
        }
        if (homeMillis > 0) {
            parts.append(" and the way home");
        }
        return parts.toString();
    }
}
