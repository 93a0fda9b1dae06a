package dev.meridian.system.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The ways that the planner is compared with. They know no policies, and hear of dead edges as soon as the planner does, but
 * for the last.
 */
final class Simple {

    private Simple() {}

    private abstract static class Alive implements Strategy {

        List<Boolean> alive = List.of();

        @Override
        public void hear(Instant now, List<Boolean> living, List<Double> loads) {
            alive = living;
        }

        int first(List<Integer> order) {
            for (int edge : order) {
                if (alive.get(edge)) {
                    return edge;
                }
            }
            throw new IllegalStateException("no edge lives");
        }
    }

    /** The edge at the least great-circle distance. */
    static Strategy nearestByDistance(World world) {
        List<List<Integer>> order = byDistance(world);
        return new Alive() {
            @Override
            public String name() {
                return "nearest by distance";
            }

            @Override
            public int choose(int source) {
                return first(order.get(source));
            }
        };
    }

    /** Of the 24 nearest, the edge of the least round trip as it was just measured, with a noise of 5 %. */
    static Strategy latencyOnly(World world, long seed) {
        Random random = new Random(seed);
        List<List<Integer>> order = byDistance(world);
        return new Alive() {
            @Override
            public String name() {
                return "latency only";
            }

            @Override
            public int choose(int source) {
                int best = -1;
                double least = Double.POSITIVE_INFINITY;
                for (int edge : order.get(source).subList(0, 24)) {
                    double measured = world.roundTrip(source, edge) * (1 + 0.05 * random.nextGaussian());
                    if (alive.get(edge) && measured < least) {
                        least = measured;
                        best = edge;
                    }
                }
                return best >= 0 ? best : first(order.get(source));
            }
        };
    }

    static Strategy roundRobin(World world) {
        return new Alive() {
            private int next;

            @Override
            public String name() {
                return "round robin";
            }

            @Override
            public int choose(int source) {
                do {
                    next = (next + 1) % world.edges.size();
                } while (!alive.get(next));
                return next;
            }
        };
    }

    /**
     * As k8gb does with its strategy geoip: an authoritative name server answers with the nodes of the client's country in
     * turn, else with those of the nearest country; resolvers keep the answer for its time to live, here one step.
     */
    static Strategy geoDns(World world) {
        List<List<Integer>> order = byDistance(world);
        Map<String, List<Integer>> byCountry = new HashMap<>();
        IntStream.range(0, world.edges.size())
                .forEach(edge -> byCountry
                        .computeIfAbsent(world.edges.get(edge).getCountry(), country -> new ArrayList<>())
                        .add(edge));
        return new Alive() {
            private List<Boolean> heard = List.of();
            private int turn;

            @Override
            public String name() {
                return "geo DNS (as k8gb)";
            }

            @Override
            public void hear(Instant now, List<Boolean> living, List<Double> loads) {
                alive = heard.isEmpty() ? living : heard;
                heard = living;
            }

            @Override
            public int choose(int source) {
                String country = world.sources.get(source).client().place().country();
                String served = byCountry.containsKey(country)
                        ? country
                        : world.edges.get(order.get(source).getFirst()).getCountry();
                List<Integer> edges = byCountry.getOrDefault(served, List.of());
                for (int tried = 0; tried < edges.size(); tried++) {
                    int edge = edges.get(turn++ % edges.size());
                    if (alive.get(edge)) {
                        return edge;
                    }
                }
                return first(order.get(source));
            }
        };
    }

    private static List<List<Integer>> byDistance(World world) {
        return world.sources.stream()
                .map(source -> IntStream.range(0, world.edges.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble(edge -> source.client()
                                .place()
                                .kilometresTo(
                                        world.edges.get(edge).getLatitude(),
                                        world.edges.get(edge).getLongitude())))
                        .limit(200)
                        .toList())
                .toList();
    }
}
