package dev.meridian.system.routing;

import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.router.geo.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One day of the world under one strategy, in steps; at the end of each the strategy hears once how nodes fare, which routers
 * hear each second: what takes ten steps here takes ten seconds. At 6 the busiest edge dies for two hours, at 12 all edges around the busiest city
 * do, from 18 to 20 an ordinary city makes three times its requests.
 */
final class Day {

    private static final Duration DAY = Duration.ofDays(1);
    private static final double CITY_KM = 150;

    /**
     * @param regretMean milliseconds that a request takes longer than by the best living edge that may serve it
     * @param regret95 of 95 % of requests at most
     * @param dayPeak highest load of an edge over the day by the mean of all
     * @param peak highest load of an edge at any time after the first 20 steps, of its capacity
     * @param flaps times that a client is sent elsewhere an hour though no edge died or came back
     * @param lost requests that went to dead edges, per million
     * @param violations requests that went to edges which a policy forbids, per million
     * @param jump greatest part of all requests that went elsewhere from one step to the next during the crowd
     */
    record Result(
            String name,
            double regretMean,
            double regret95,
            double dayPeak,
            double peak,
            double flaps,
            double lost,
            double violations,
            double jump) {}

    /** How much weight lies at which regret, in steps of a tenth of a millisecond. */
    private static final class Regrets {

        private final double[] weights = new double[20_000];
        private double sum;
        private double all;

        void add(double millis, double weight) {
            weights[(int) Math.min(weights.length - 1, Math.max(0, millis * 10))] += weight;
            sum += millis * weight;
            all += weight;
        }

        double mean() {
            return sum / all;
        }

        double percentile(double part) {
            double below = 0;
            for (int tenths = 0; tenths < weights.length; tenths++) {
                below += weights[tenths];
                if (below >= part * all) {
                    return (tenths + 1) / 10.0;
                }
            }
            return weights.length / 10.0;
        }
    }

    private final World world;
    private final Strategy strategy;
    private final int edges;
    private final int busiest;
    private final int crowded;

    Day(World world, Strategy strategy) {
        this.world = world;
        this.strategy = strategy;
        this.edges = world.edges.size();
        List<Integer> byDemand = byDemand();
        this.busiest = byDemand.getLast();
        this.crowded = byDemand.get(edges / 2);
    }

    Result run(int steps) {
        List<Double> loads = new ArrayList<>(Collections.nCopies(edges, 0.0));
        double[] served = new double[edges];
        int[] before = new int[world.sources.size()];
        Arrays.fill(before, -1);
        List<Boolean> living = alive(0);
        Regrets regrets = new Regrets();
        double flaps = 0;
        double lost = 0;
        double violations = 0;
        double all = 0;
        double peakLoad = 0;
        double jump = 0;
        for (int step = 0; step < steps; step++) {
            double hour = 24.0 * step / steps;
            List<Boolean> alive = alive(hour);
            boolean isCalm = alive.equals(living);
            living = alive;
            strategy.hear(Instant.EPOCH.plus(DAY.dividedBy(steps).multipliedBy(step)), alive, loads);
            double[] now = new double[edges];
            double moved = 0;
            double requests = 0;
            for (int source = 0; source < before.length; source++) {
                int edge = strategy.choose(source);
                double rate = world.sources.get(source).requestsAt(hour) * crowd(source, hour);
                now[edge] += rate;
                requests += rate;
                if (before[source] >= 0 && before[source] != edge && isCalm && alive.get(before[source])) {
                    flaps++;
                    moved += rate;
                }
                before[source] = edge;
                if (!alive.get(edge)) {
                    lost += rate;
                    continue;
                }
                double millis = world.roundTrip(source, edge);
                strategy.answered(source, edge, millis);
                if (!world.mayServe(source, edge)) {
                    violations += rate;
                    continue;
                }
                regrets.add(millis - best(source, alive), rate);
            }
            all += requests;
            jump = hour >= 18 && hour < 20.5 ? Math.max(jump, moved / requests) : jump;
            for (int edge = 0; edge < edges; edge++) {
                served[edge] += now[edge];
                loads.set(edge, now[edge] / world.capacity);
                peakLoad = Math.max(peakLoad, step < 20 ? 0 : loads.get(edge));
            }
        }
        double mean = Arrays.stream(served).average().orElse(1);
        double peak = Arrays.stream(served).max().orElse(0);
        return new Result(
                strategy.name(),
                regrets.mean(),
                regrets.percentile(0.95),
                peak / mean,
                peakLoad,
                flaps / before.length / 24,
                1e6 * lost / all,
                1e6 * violations / all,
                jump);
    }

    private double best(int source, List<Boolean> alive) {
        for (int edge : world.nearest.get(source)) {
            if (alive.get(edge)) {
                return world.roundTrip(source, edge);
            }
        }
        return 0;
    }

    private List<Boolean> alive(double hour) {
        List<Boolean> alive = new ArrayList<>(Collections.nCopies(edges, true));
        if (hour >= 6 && hour < 8) {
            alive.set(busiest, false);
        }
        if (hour >= 12 && hour < 14) {
            for (int edge = 0; edge < edges; edge++) {
                alive.set(edge, kilometres(busiest, place(edge)) > CITY_KM);
            }
        }
        return alive;
    }

    private double crowd(int source, double hour) {
        boolean isThere = hour >= 18
                && hour < 20
                && kilometres(crowded, world.sources.get(source).client().place()) < CITY_KM / 2;
        return isThere ? 3 : 1;
    }

    /** Edges by the requests of those to whom they are nearest. */
    private List<Integer> byDemand() {
        double[] requests = new double[edges];
        for (int source = 0; source < world.sources.size(); source++) {
            requests[world.nearest.get(source).getFirst()] +=
                    world.sources.get(source).requests();
        }
        return IntStream.range(0, edges)
                .boxed()
                .sorted(Comparator.comparingDouble(edge -> requests[edge]))
                .toList();
    }

    private double kilometres(int edge, Place place) {
        NodeInfo there = world.edges.get(edge);
        return place.kilometresTo(there.getLatitude(), there.getLongitude());
    }

    private Place place(int edge) {
        NodeInfo node = world.edges.get(edge);
        return new Place(node.getLatitude(), node.getLongitude(), "", Place.Source.DEFAULT);
    }
}
