package dev.meridian.core.topology;

import dev.meridian.core.path.LinkQuality;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayPath;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.RoundTrip;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How far it is to other nodes, as heartbeats tell it. */
final class RoundTrips {

    /** What every node hears of every other each second: to the regions, which everybody calls, and the nearest nodes. */
    static final int TOLD_MOST = 128;

    private RoundTrips() {}

    /** @param direct the direct link to a node */
    static List<RoundTrip> told(List<NodeView> others, Function<PeerAddress, LinkState> direct) {
        return others.stream()
                .filter(node -> node.reachable() && node.roundTrip().isPositive())
                .sorted(Comparator.comparing((NodeView node) -> node.info().getKind() != Kind.KIND_REGION)
                        .thenComparing(NodeView::roundTrip))
                .limit(TOLD_MOST)
                .map(node -> told(node, direct.apply(node.relay())))
                .toList();
    }

    private static RoundTrip told(NodeView node, LinkState direct) {
        RoundTrip.Builder trip =
                RoundTrip.newBuilder().setNode(node.info().getName()).setMicros(micros(node.roundTrip()));
        if (node.path() instanceof RelayPath.Via via) {
            trip.setVia(via.node());
        }
        if (direct instanceof LinkState.Up up) {
            trip.setDirectLossPerMille((int) Math.round(1_000 * up.quality().loss()));
            if (!trip.getVia().isEmpty()) {
                trip.setDirectMicros(Math.max(1, micros(up.roundTrip())));
            }
        }
        return trip.build();
    }

    /** The direct links that a node told of, by the other node's name; not those by which it calls through a third. */
    static Map<String, LinkQuality> direct(Heartbeat heartbeat) {
        Map<String, LinkQuality> links = new HashMap<>();
        for (RoundTrip trip : heartbeat.getRoundTripsList()) {
            int micros = trip.getVia().isEmpty() ? trip.getMicros() : trip.getDirectMicros();
            if (micros > 0) {
                links.put(
                        trip.getNode(),
                        new LinkQuality(
                                Duration.ofNanos(1_000L * micros),
                                Math.clamp(trip.getDirectLossPerMille() / 1_000.0, 0.0, 1.0)));
            }
        }
        return links;
    }

    private static int micros(Duration time) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, time.toNanos() / 1_000));
    }
}
