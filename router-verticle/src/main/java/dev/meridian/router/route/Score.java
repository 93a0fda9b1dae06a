package dev.meridian.router.route;

import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.router.geo.Place;
import dev.meridian.router.latency.ClientRoundTrips.Measured;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How good a node is for a client, in milliseconds; lower is better.
 *
 * <p>Round trip: 5 ms for the last mile, and twice the great circle at 200 km a millisecond (light in fibre), 1.6 times
 * longer because cables do not run straight; where round trips between the client's network and the node's site were
 * measured, these weigh the more the more samples there are. Load: nothing below 70 %, then a fourth power that reaches
 * 200 ms at saturation, so that it decides between near equals before it drives anybody far away.
 *
 * @param distanceKm from the client, along the great circle
 * @param roundTripMillis between client and node
 * @param samples how many measured round trips it rests on
 * @param loadMillis penalty
 * @param errorMillis penalty
 * @param homeMillis between the node and the home region, where the node has to ask there
 */
public record Score(
        double distanceKm,
        double roundTripMillis,
        double samples,
        double loadMillis,
        double errorMillis,
        double homeMillis) {

    private static final double LAST_MILE_MILLIS = 5;
    private static final double FIBRE_KM_PER_MILLI = 200;
    private static final double DETOUR = 1.6;
    private static final double LOAD_KNEE = 0.7;
    private static final double SATURATED_MILLIS = 200;

    /** With so many samples, what was measured weighs as much as what is predicted. */
    private static final double HALF_TRUSTED_SAMPLES = 8;

    /** @param home pods of the home region, if the node has to ask there for the answer; empty if not */
    static Score of(Member member, RouteQuery query, Fleet.Distances distances, List<Member> home) {
        NodeInfo info = member.node().info();
        double km = query.client().place().kilometresTo(info.getLatitude(), info.getLongitude());
        Measured measured = distances.clients().between(query.client().network(), info.getSite());
        double weight = measured.samples() / (measured.samples() + HALF_TRUSTED_SAMPLES);
        double roundTrip = weight * measured.millis() + (1 - weight) * predictedMillis(km);
        return new Score(
                km,
                roundTrip,
                measured.samples(),
                member.condition().loadMillis(),
                member.condition().errorMillis(),
                homeMillis(info, distances, home));
    }

    public double millis() {
        return roundTripMillis + loadMillis + errorMillis + homeMillis;
    }

    /** A round trip to a client so far away. */
    public static double predictedMillis(double km) {
        return LAST_MILE_MILLIS + acrossMillis(km);
    }

    /** What a load of 0 to 1 adds. */
    public static double loadPenalty(double load) {
        double excess = Math.clamp((load - LOAD_KNEE) / (1 - LOAD_KNEE), 0, 1);
        return SATURATED_MILLIS * excess * excess * excess * excess;
    }

    /** What it is made of beside distance. */
    String parts() {
        StringBuilder parts = new StringBuilder(samples > 0 ? "distance, measured" : "distance");
        if (loadMillis > 0) {
            parts.append(" and load");
        }
        if (errorMillis > 0) {
            parts.append(" and errors");
        }
        if (homeMillis > 0) {
            parts.append(" and the way home");
        }
        return parts.toString();
    }

    private static double acrossMillis(double km) {
        return 2 * km / FIBRE_KM_PER_MILLI * DETOUR;
    }

    private static double homeMillis(NodeInfo from, Fleet.Distances distances, List<Member> home) {
        OptionalDouble best = home.stream()
                .mapToDouble(region -> betweenMillis(from, region.node().info(), distances))
                .min();
        return best.orElse(0);
    }

    private static double betweenMillis(NodeInfo from, NodeInfo to, Fleet.Distances distances) {
        Optional<Duration> measured = distances.nodes().apply(from.getName(), to.getName());
        return measured.map(time -> time.toNanos() / 1e6)
                .orElseGet(() -> acrossMillis(
                        new Place(from.getLatitude(), from.getLongitude(), from.getCountry(), Place.Source.DEFAULT)
                                .kilometresTo(to.getLatitude(), to.getLongitude())));
    }
}
