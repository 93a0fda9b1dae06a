package dev.meridian.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.path.LinkQuality;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayPath;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.RoundTrip;
import dev.meridian.proto.topology.v1.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RoundTripsTest {

    private static final RelayPath VIA = new RelayPath.Via("edge-nyc", new PeerAddress("nyc", 1));

    @Test
    void ofAThousandNodesTheRegionsAndTheNearestAreTold() {
        List<NodeView> others = new ArrayList<>();
        for (int i = 0; i < 990; i++) {
            others.add(node(Kind.KIND_EDGE, "edge-" + i, 1_000 - i, RelayPath.DIRECT));
        }
        for (int i = 0; i < 10; i++) {
            others.add(node(Kind.KIND_REGION, "region-" + i, 2_000, RelayPath.DIRECT));
        }

        List<RoundTrip> told = RoundTrips.told(others, address -> new LinkState.Up(Duration.ofMillis(1)));

        assertThat(told).hasSize(128);
        assertThat(told.subList(0, 10)).allMatch(trip -> trip.getNode().startsWith("region-"));
        assertThat(told.get(10).getNode()).isEqualTo("edge-989");
        assertThat(told.getLast().getNode()).isEqualTo("edge-872");
        assertThat(Heartbeat.newBuilder().addAllRoundTrips(told).build().getSerializedSize())
                .isLessThan(4_096);
    }

    @Test
    void othersBuildOnDirectLinksOnly() {
        LinkState slow = new LinkState.Up(new LinkQuality(Duration.ofMillis(90), 0.05), RelayPath.DIRECT);
        List<NodeView> others = List.of(
                node(Kind.KIND_REGION, "straight", 20, RelayPath.DIRECT),
                node(Kind.KIND_REGION, "around", 30, VIA),
                node(Kind.KIND_REGION, "cut-off", 40, VIA));

        List<RoundTrip> told = RoundTrips.told(
                others,
                address -> address.host().equals("cut-off") ? new LinkState.Down("no ping was answered") : slow);

        assertThat(told).extracting(RoundTrip::getMicros).containsExactly(20_000, 30_000, 40_000);
        assertThat(told).extracting(RoundTrip::getVia).containsExactly("", "edge-nyc", "edge-nyc");
        assertThat(RoundTrips.direct(
                        Heartbeat.newBuilder().addAllRoundTrips(told).build()))
                .isEqualTo(Map.of(
                        "straight", new LinkQuality(Duration.ofMillis(20), 0.05),
                        "around", new LinkQuality(Duration.ofMillis(90), 0.05)));
    }

    @Test
    void whatAStrangerTellsIsKeptWithinBounds() {
        Heartbeat odd = Heartbeat.newBuilder()
                .addRoundTrips(RoundTrip.newBuilder().setNode("a").setMicros(-1).setDirectLossPerMille(9_000))
                .addRoundTrips(RoundTrip.newBuilder().setNode("b").setMicros(7).setDirectLossPerMille(-1))
                .build();

        assertThat(RoundTrips.direct(odd)).isEqualTo(Map.of("b", new LinkQuality(Duration.ofNanos(7_000), 0)));
    }

    private static NodeView node(Kind kind, String name, int millis, RelayPath path) {
        NodeInfo info = NodeInfo.newBuilder()
                .setName(name)
                .setKind(kind)
                .setRelayAddress(name + ":1")
                .build();
        return new NodeView(info, State.STATE_SERVING, true, Duration.ofMillis(millis), 0, path);
    }
}
