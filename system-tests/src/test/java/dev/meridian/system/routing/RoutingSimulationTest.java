package dev.meridian.system.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The day that is printed with {@code -Dedges=1000 -Dclients=20000 -Dsteps=1440} is in docs/reference/bench.md; here it is
 * a smaller one.
 */
class RoutingSimulationTest {

    @Test
    void aDayIsRoutedCloseToTheBestAndEvenlyAndNobodyIsSentToADeadEdge() {
        long seed = Long.getLong("seed", 20_261_127L);
        int edges = Integer.getInteger("edges", 100);
        int steps = Integer.getInteger("steps", 360);
        World world = new World(seed, Integer.getInteger("clients", 2_000), edges, 0.45);
        List<Day.Result> results = Stream.of(
                        new Planned(world),
                        Simple.nearestByDistance(world),
                        Simple.latencyOnly(world, seed),
                        Simple.roundRobin(world),
                        Simple.geoDns(world))
                .map(strategy -> new Day(world, strategy).run(steps))
                .toList();
        print(edges, seed, results);

        Day.Result planned = results.getFirst();
        assertThat(planned.regret95()).isLessThan(5);
        assertThat(planned.lost()).isZero();
        assertThat(planned.violations()).isZero();
        assertThat(results.subList(1, 5))
                .allSatisfy(simple -> assertThat(simple.violations())
                        .as("that policies are there to be broken")
                        .isPositive());
        assertThat(results.subList(1, 3)).allSatisfy(simple -> {
            assertThat(planned.dayPeak()).isLessThan(simple.dayPeak());
            assertThat(planned.peak()).isLessThan(simple.peak());
        });
        assertThat(planned.flaps()).isLessThan(results.get(2).flaps() / 4);
    }

    private static void print(int edges, long seed, List<Day.Result> results) {
        System.out.printf(
                Locale.ROOT,
                "%n%-24s %12s %11s %9s %10s %11s %10s %10s %9s   (seed %d)%n",
                "a day of " + edges + " edges",
                "regret mean",
                "regret p95",
                "max/mean",
                "peak load",
                "flaps/hour",
                "lost, ppm",
                "forbidden",
                "jump",
                seed);
        for (Day.Result result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %9.2f ms %8.2f ms %9.2f %10.2f %11.4f %10.1f %10.0f %7.2f %%%n",
                    result.name(),
                    result.regretMean(),
                    result.regret95(),
                    result.dayPeak(),
                    result.peak(),
                    result.flaps(),
                    result.lost(),
                    result.violations(),
                    100 * result.jump());
        }
    }
}
