package dev.meridian.system.routing;

import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.geo.Client;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.geo.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Clients, edges, and how far they really are from each other. Clients stand where networks really are (drawn from the table
 * of places that ships), edges where clients are; how many requests a client makes follows a Pareto distribution and the
 * hour where it lives. A true round trip is the planner's estimate times a stretch that each pair has of its own, which the
 * planner cannot know before it has measured.
 */
final class World {

    static final int REGIONS = 20;

    /** Its member states (ISO 3166-1), in 2026. */
    static final List<String> UNION = List.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    /** @param requests a second, on average over a day */
    record Source(Client client, double lastMile, double requests) {

        /** Least at 4 in the morning by the sun, most at 8 in the evening's middle; from a quarter to seven quarters. */
        double requestsAt(double hourUtc) {
            double local = hourUtc + client.place().longitude() / 15;
            return requests * (1 + 0.75 * Math.cos((local - 16) / 24 * 2 * Math.PI));
        }
    }

    final List<Source> sources = new ArrayList<>();
    final List<NodeInfo> edges = new ArrayList<>();
    final List<NodeInfo> regions = new ArrayList<>();

    /** Of each source, edges that may serve it by true round trip, best first. */
    final List<List<Integer>> nearest = new ArrayList<>();

    /** Requests a second that an edge can serve. */
    final double capacity;

    private final float[][] roundTrips;

    /** @param meanLoad of all edges over the day, 0 to 1 */
    World(long seed, int clients, int edgeCount, double meanLoad) {
        Random random = new Random(seed);
        Locator locator = new Locator(Site.known("fra").orElseThrow(), List.of());
        while (sources.size() < clients) {
            Client client = draw(random, locator);
            if (client.place().source() == Place.Source.TABLE) {
                double requests = Math.min(8, Math.pow(1 - random.nextDouble(), -1 / 1.5));
                sources.add(new Source(client, 2 + 10 * random.nextDouble(), requests));
            }
        }
        List<Place> stands = stands(edgeCount, random);
        for (int i = 0; i < edgeCount; i++) {
            edges.add(node(Kind.KIND_EDGE, "edge-" + i, "e" + i, stands.get(i)));
        }
        stands = stands(REGIONS, random);
        for (int i = 0; i < REGIONS; i++) {
            regions.add(node(Kind.KIND_REGION, "region-" + i, "r" + i, stands.get(i)));
        }
        capacity = sources.stream().mapToDouble(Source::requests).sum() / edgeCount / meanLoad;
        roundTrips = new float[clients][edgeCount];
        for (int source = 0; source < clients; source++) {
            for (int edge = 0; edge < edgeCount; edge++) {
                roundTrips[source][edge] = (float) drawRoundTrip(random, source, edge);
            }
            int one = source;
            nearest.add(IntStream.range(0, edgeCount)
                    .boxed()
                    .filter(edge -> mayServe(one, edge))
                    .sorted(Comparator.comparingDouble(edge -> roundTrip(one, edge)))
                    .limit(200)
                    .toList());
        }
    }

    /** Every fifth client in Europe and around it is one of a project that only nodes in the European Union may serve. */
    boolean isRestricted(int source) {
        Place place = sources.get(source).client().place();
        boolean isAround = place.latitude() > 25 && place.longitude() > -30 && place.longitude() < 60;
        return isAround && source % 5 == 0;
    }

    boolean mayServe(int source, int edge) {
        return !isRestricted(source) || UNION.contains(edges.get(edge).getCountry());
    }

    /** Milliseconds. */
    double roundTrip(int source, int edge) {
        return roundTrips[source][edge];
    }

    private double drawRoundTrip(Random random, int source, int edge) {
        Source from = sources.get(source);
        NodeInfo to = edges.get(edge);
        double km = from.client().place().kilometresTo(to.getLatitude(), to.getLongitude());
        double stretch = Math.clamp(Math.exp(0.25 * random.nextGaussian()), 0.65, 2.2);
        return from.lastMile() + km * 1.6 / 100 * stretch;
    }

    NodeView view(NodeInfo node, boolean isAlive, double load) {
        return new NodeView(node, State.STATE_SERVING, isAlive, Duration.ofMillis(1), Math.clamp(load, 0, 1));
    }

    /** Where an operator would set up nodes that are all alike: one for each like part of all requests. */
    private List<Place> stands(int count, Random random) {
        List<Source> around = sources.stream()
                .sorted(Comparator.comparingDouble((Source source) ->
                                Math.rint(source.client().place().longitude() / 3))
                        .thenComparingDouble(source -> source.client().place().latitude()))
                .toList();
        double each = around.stream().mapToDouble(Source::requests).sum() / count;
        double next = each / 2;
        double sum = 0;
        List<Place> stands = new ArrayList<>();
        for (Source source : around) {
            sum += source.requests();
            while (sum >= next && stands.size() < count) {
                stands.add(scattered(source.client().place(), random));
                next += each;
            }
        }
        return stands;
    }

    /** Somewhere in the same part of the country: nodes of one town do not all stand in its middle. */
    private static Place scattered(Place place, Random random) {
        return new Place(
                Math.clamp(place.latitude() + 0.3 * random.nextGaussian(), -90, 90),
                Math.clamp(place.longitude() + 0.3 * random.nextGaussian(), -180, 180),
                place.country(),
                place.source());
    }

    private static Client draw(Random random, Locator locator) {
        int address = random.nextInt();
        return locator.locate((address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + ".1");
    }

    private static NodeInfo node(Kind kind, String name, String site, Place place) {
        return NodeInfo.newBuilder()
                .setName(name)
                .setKind(kind)
                .setSite(site)
                .setLatitude(place.latitude())
                .setLongitude(place.longitude())
                .setCountry(place.country())
                .setHttpAddress(name + ".test:80")
                .setRelayAddress("192.0.2.1:1")
                .build();
    }
}
