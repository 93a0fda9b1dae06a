package dev.meridian.core.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.core.relay.PeerAddress;
import dev.meridian.proto.topology.v1.Flow;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowsTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final Map<PeerAddress, Long> counts = new HashMap<>();
    private final Flows flows = new Flows(peer -> counts.getOrDefault(peer, 0L));

    @Test
    void aRateFollowsTheGrowthOfACountAndFadesWhenThatEnds() {
        List<NodeView> others = List.of(node(0), node(1));
        List<Flow> told = List.of();
        for (int second = 0; second <= 30; second++) {
            counts.put(node(0).relay(), 40L * second);
            told = flows.busiest(others, NOON.plusSeconds(second));
        }

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().getNode()).isEqualTo("edge-0");
        assertThat(told.getFirst().getPerSecond()).isCloseTo(40, within(0.5f));
        assertThat(flows.busiest(others, NOON.plusSeconds(33)).getFirst().getPerSecond())
                .isCloseTo(14.7f, within(0.5f));
        assertThat(flows.busiest(others, NOON.plusSeconds(90))).isEmpty();
    }

    @Test
    void askedAgainAtTheSameMomentItTellsTheSame() {
        counts.put(node(0).relay(), 30L);

        List<Flow> first = flows.busiest(List.of(node(0)), NOON);
        counts.put(node(0).relay(), 3_000L);

        assertThat(flows.busiest(List.of(node(0)), NOON)).isEqualTo(first).hasSize(1);
    }

    @Test
    void onlyTheBusiestAreTold() {
        List<NodeView> others =
                IntStream.range(0, 100).mapToObj(FlowsTest::node).toList();
        others.forEach(node -> counts.put(node.relay(), 10L * (1 + others.indexOf(node))));

        List<Flow> told = flows.busiest(others, NOON);

        assertThat(told).hasSize(Flows.MOST);
        assertThat(told.getFirst().getNode()).isEqualTo("edge-99");
        assertThat(told.getLast().getNode()).isEqualTo("edge-68");
    }

    @Test
    void ofANodeThatIsNotKnownAnyMoreNothingIsKept() {
        counts.put(node(0).relay(), 30L);
        flows.busiest(List.of(node(0)), NOON);

        assertThat(flows.busiest(List.of(), NOON.plusSeconds(1))).isEmpty();
    }

    private static NodeView node(int index) {
        NodeInfo info = NodeInfo.newBuilder()
                .setName("edge-" + index)
                .setRelayAddress("127.0.0.1:" + (1_000 + index))
                .build();
        return new NodeView(info, State.STATE_SERVING, true, Duration.ofMillis(1), 0);
    }
}
