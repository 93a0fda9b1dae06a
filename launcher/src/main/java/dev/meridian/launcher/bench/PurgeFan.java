package dev.meridian.launcher.bench;

import dev.meridian.core.purge.PurgePlane;
import dev.meridian.core.topology.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Purges on their way to many edges and the confirmations on theirs back, simulated: no network, no clock, the same for
 * the same seed. One thread of the region sends to one edge after the other and takes in one confirmation after the
 * other, as the event bus does; what is lost on the way is asked for.
 */
final class PurgeFan {

    /** Milliseconds that one message costs the region's thread to send, and to take in. */
    private static final double SEND = 0.012;

    private static final double TAKE_IN = 0.008;
    /** Mean times, exponentially distributed: the database's commit, and an edge's turn to apply. */
    private static final double COMMIT = 2;

    private static final double APPLY = 0.3;

    static final String ASSUMED = "12 us to send, 8 us to take in, 2 ms to commit";

    /** Light in fibre, and cables that are half as long again as the way. */
    private static final double KILOMETRES_A_MILLI = 200 / 1.5;

    private static final double EARTH = 6_371;

    /** How far apart the edges are. */
    enum Span {
        ONE_PLACE("in one place"),
        ALL_OVER_THE_WORLD("all over the world");

        private final String words;

        Span(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final Random random;
    private final double lost;
    /** One way to each edge at its best, in milliseconds. */
    private final double[] distances;

    /** @param lost which part of the messages does not arrive */
    PurgeFan(Span span, int edges, double lost, long seed) {
        this.random = new Random(seed);
        this.lost = lost;
        List<Site> sites = Site.knownCodes().stream()
                .flatMap(code -> Site.known(code).stream())
                .toList();
        Site home = Site.known("fra").orElseThrow();
        this.distances = Stream.generate(() -> sites.get(random.nextInt(sites.size())))
                .limit(edges)
                .mapToDouble(site -> span == Span.ONE_PLACE ? 0.05 : 0.05 + kilometres(home, site) / KILOMETRES_A_MILLI)
                .toArray();
    }

    /** Milliseconds from acceptance to the last confirmation, of each of so many purges. */
    List<Double> run(int purges) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < purges; i++) {
            millis.add(last(arrivals()));
        }
        return millis;
    }

    /** When each edge's confirmation reaches the region. */
    private double[] arrivals() {
        double now = exponential(COMMIT);
        double[] arrivals = new double[distances.length];
        for (int i = 0; i < arrivals.length; i++) {
            now += SEND;
            double heard = random.nextDouble() < lost ? askedFor(now, i) : now + way(i);
            double applied = heard + exponential(APPLY);
            arrivals[i] = random.nextDouble() < lost ? askedFor(applied, i) : applied + way(i);
        }
        return arrivals;
    }

    /** At the edge's next question, which may come at any moment of its period. */
    private double askedFor(double since, int edge) {
        double next = since + random.nextDouble() * PurgePlane.ASKING.toMillis();
        return next + way(edge) + way(edge);
    }

    private double last(double[] arrivals) {
        Arrays.sort(arrivals);
        double done = 0;
        for (double arrival : arrivals) {
            done = Math.max(done, arrival) + TAKE_IN;
        }
        return done;
    }

    /** The way there once, with what queues add: little as a rule, seldom much. */
    private double way(int edge) {
        return distances[edge] * (1 + 0.05 * Math.abs(random.nextGaussian())) + exponential(0.05);
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private static double kilometres(Site from, Site to) {
        double north = Math.toRadians(to.latitude() - from.latitude());
        double east = Math.toRadians(to.longitude() - from.longitude());
        double haversine = square(Math.sin(north / 2))
                + Math.cos(Math.toRadians(from.latitude()))
                        * Math.cos(Math.toRadians(to.latitude()))
                        * square(Math.sin(east / 2));
        return 2 * EARTH * Math.asin(Math.sqrt(haversine));
    }

    private static double square(double value) {
        return value * value;
    }
}
