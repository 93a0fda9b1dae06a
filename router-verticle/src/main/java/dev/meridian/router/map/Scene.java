package dev.meridian.router.map;

import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.RoundTrip;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to show at present: nodes by name, flows and round trips by {@code from>to}. Numbers are rounded to what can
 * be seen, so that those who look are not told of every flicker. Used on the map's context.
 */
final class Scene {

    private static final int MOST_FLOWS = 2_000;

    /** With few nodes all that they measured; with many, to the regions and then to the nearest. */
    private static final int MOST_ROUND_TRIPS = 4_000;

    private static final int LEAST_ROUND_TRIPS_EACH = 4;
    private static final long MEMORY_STEP = 16L << 20;

    private final Topology topology;
    private final NodeWatch watch;

    Scene(Topology topology, NodeWatch watch) {
        this.topology = topology;
        this.watch = watch;
    }

    NavigableMap<String, Object> nodes(Instant now) {
        NavigableMap<String, Object> nodes = new TreeMap<>();
        topology.nodes().forEach(node -> nodes.put(node.info().getName(), node(node, now)));
        return nodes;
    }

    NavigableMap<String, Object> flows() {
        NavigableMap<String, Object> flows = new TreeMap<>();
        reachableBeats()
                .flatMap(beat -> beat.getFlowsList().stream()
                        .map(flow -> Map.entry(key(beat, flow.getNode()), (Object) significant(flow.getPerSecond()))))
                .sorted(Comparator.comparingDouble(flow -> -(double) flow.getValue()))
                .limit(MOST_FLOWS)
                .forEach(flow -> flows.put(flow.getKey(), flow.getValue()));
        return flows;
    }

    NavigableMap<String, Object> roundTrips() {
        List<Heartbeat> beats = reachableBeats().toList();
        int each = Math.max(LEAST_ROUND_TRIPS_EACH, MOST_ROUND_TRIPS / Math.max(1, beats.size()));
        Set<String> regions = topology.nodes(Kind.KIND_REGION).stream()
                .map(node -> node.info().getName())
                .collect(Collectors.toSet());
        NavigableMap<String, Object> trips = new TreeMap<>();
        for (Heartbeat beat : beats) {
            beat.getRoundTripsList().stream()
                    .sorted(Comparator.comparing((RoundTrip trip) -> !regions.contains(trip.getNode()))
                            .thenComparingInt(RoundTrip::getMicros))
                    .limit(Math.min(each, MOST_ROUND_TRIPS - trips.size()))
                    .forEach(trip -> trips.put(key(beat, trip.getNode()), significant(trip.getMicros() / 1_000.0)));
        }
        return trips;
    }

    /** What a node told that is gone does not hold any more. */
    private Stream<Heartbeat> reachableBeats() {
        return topology.nodes().stream()
                .filter(NodeView::reachable)
                .flatMap(node -> topology.lastHeard(node.info().getName()).stream());
    }

    private static String key(Heartbeat from, String to) {
        return from.getNode().getName() + '>' + to;
    }

    private JsonObject node(NodeView node, Instant now) {
        NodeInfo info = node.info();
        NodeRates rates = watch.rates(info.getName());
        Heartbeat beat = topology.lastHeard(info.getName()).orElse(Heartbeat.getDefaultInstance());
        return new JsonObject()
                .put("kind", NodeSettings.word(info.getKind()))
                .put("site", info.getSite())
                .put("place", Site.known(info.getSite()).map(Site::name).orElse(info.getSite()))
                .put("country", info.getCountry())
                .put("latitude", info.getLatitude())
                .put("longitude", info.getLongitude())
                .put("version", info.getVersion())
                .put("startedAt", info.getStartedAtMillis())
                .put("condition", Condition.of(node).word())
                .put("roundTripMillis", significant(node.roundTrip().toNanos() / 1e6))
                .put("load", hundredths(node.load()))
                .put("inFlight", significant(beat.getInFlight()))
                .put("memoryBytes", beat.getMemoryBytes() / MEMORY_STEP * MEMORY_STEP)
                .put("requestsPerSecond", shown(rates.requestsPerSecond(now)))
                .put("executionsPerSecond", shown(rates.executionsPerSecond(now)))
                .put(
                        "hitRatio",
                        rates.hitRatio().isPresent()
                                ? hundredths(rates.hitRatio().getAsDouble())
                                : null);
    }

    private static @Nullable Double shown(OptionalDouble rate) {
        return rate.isPresent() ? significant(rate.getAsDouble()) : null;
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** Two digits of it; below ten, tenths. */
    static double significant(double value) {
        if (value < 10) {
            return Math.round(value * 10) / 10.0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)) - 1);
        return Math.round(value / unit) * unit;
    }
}
