package dev.meridian.router.route;

import dev.meridian.router.geo.UnitVector;
import dev.meridian.router.latency.ClientRoundTrips.Measured;
import dev.meridian.router.latency.ClientRoundTrips.Measurements;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Scores nodes for one request. A round trip is predicted as 5 ms for the last mile, and twice the great circle at 200 km a
 * millisecond (light in fibre), 1.6 times longer because cables do not run straight.
 *
 * <p>Where round trips between the client's network and sites were measured, these weigh the more the more samples there are.
 * They also say how much the last mile is off, which every other prediction for that network is corrected by (the height of
 * Vivaldi coordinates, Dabek and others 2004): else a client with a slow line would seem to be far from whom it was measured
 * to, and near to everybody else.
 */
final class Scoring {

    private static final double LAST_MILE_MILLIS = 5;
    private static final double FIBRE_KM_PER_MILLI = 200;
    private static final double DETOUR = 1.6;

    /** With so many samples, what was measured weighs as much as what is predicted. */
    private static final double HALF_TRUSTED_SAMPLES = 8;

    private final UnitVector client;
    private final Measurements measured;
    private final Fleet.Distances distances;
    private final List<Member> home;
    private double offSum;
    private double offSamples;

    /** @param home pods of the home region, if nodes have to ask there for the answer; empty if not */
    Scoring(RouteQuery query, Fleet.Distances distances, List<Member> home) {
        this.client = query.client().place().vector();
        this.measured = distances.clients().of(query.client().network());
        this.distances = distances;
        this.home = home;
    }

    /** @param members whose measured round trips say what the client's last mile is like */
    Scoring learn(List<Member> members) {
        if (!measured.equals(Measurements.NONE)) {
            for (Member member : members) {
                Measured known = measured.to(member.site());
                if (known.samples() > 0) {
                    double off = known.millis() - predictedMillis(client.kilometresTo(member.at()));
                    offSum += known.samples() * off;
                    offSamples += known.samples();
                }
            }
        }
        return this;
    }

    Score of(Member member) {
        double km = client.kilometresTo(member.at());
        Measured known = measured.to(member.site());
        double weight = trust(known.samples());
        double predicted = predictedMillis(km) + lastMileOff();
        double roundTrip = weight * known.millis() + (1 - weight) * Math.max(0, predicted);
        return new Score(km, roundTrip, known.samples(), member.condition().errorMillis(), homeMillis(member));
    }

    private double lastMileOff() {
        return offSamples > 0 ? trust(offSamples) * offSum / offSamples : 0;
    }

    private static double trust(double samples) {
        return samples / (samples + HALF_TRUSTED_SAMPLES);
    }

    /** A round trip to a client so far away. */
    static double predictedMillis(double km) {
        return LAST_MILE_MILLIS + acrossMillis(km);
    }

    private static double acrossMillis(double km) {
        return 2 * km / FIBRE_KM_PER_MILLI * DETOUR;
    }

    private double homeMillis(Member from) {
        if (home.isEmpty()) {
            return 0;
        }
        OptionalDouble best =
                home.stream().mapToDouble(region -> betweenMillis(from, region)).min();
        return best.orElse(0);
    }

    private double betweenMillis(Member from, Member to) {
        return distances
                .nodes()
                .apply(from.name(), to.name())
                .map(time -> time.toNanos() / 1e6)
                .orElseGet(() -> acrossMillis(from.at().kilometresTo(to.at())));
    }
}
