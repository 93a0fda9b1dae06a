package dev.meridian.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTableTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final NodeTable table = new NodeTable("edge-sgp");

    @Test
    void anOlderSequenceIsIgnoredUnlessTheNodeStartedLater() {
        table.hear(beat("region-fra", 7101, 10, 5, State.STATE_DRAINING), NOW);

        assertThat(table.hear(beat("region-fra", 7101, 10, 4, State.STATE_SERVING), NOW))
                .isInstanceOf(NodeTable.Ignored.class);
        assertThat(table.hear(beat("region-fra", 7101, 9, 99, State.STATE_SERVING), NOW))
                .isInstanceOf(NodeTable.Ignored.class);
        assertThat(state("region-fra")).isEqualTo(State.STATE_DRAINING);

        assertThat(table.hear(beat("region-fra", 7101, 11, 1, State.STATE_SERVING), NOW))
                .isEqualTo(new NodeTable.Taken(true));
        assertThat(state("region-fra")).isEqualTo(State.STATE_SERVING);
        assertThat(table.hear(beat("region-fra", 7101, 11, 2, State.STATE_SERVING), NOW))
                .isEqualTo(new NodeTable.Taken(false));
    }

    @Test
    void aNodeThatMovedReplacesItselfAndOneThatTookAnAddressReplacesTheOlder() {
        table.hear(beat("region-fra", 7101, 10, 1, State.STATE_SERVING), NOW);
        table.hear(beat("region-fra", 7102, 11, 1, State.STATE_SERVING), NOW);
        assertThat(table.entries()).hasSize(1);
        assertThat(table.entry("region-fra").orElseThrow().relay().port()).isEqualTo(7102);

        table.hear(beat("edge-fra", 7102, 12, 1, State.STATE_SERVING), NOW);

        assertThat(table.entries()).extracting(entry -> entry.info().getName()).containsExactly("edge-fra");
        assertThat(table.hear(beat("region-fra", 7102, 11, 2, State.STATE_SERVING), NOW))
                .isInstanceOf(NodeTable.Ignored.class);
    }

    @Test
    void whatCannotBeTrueIsNotBelieved() {
        NodeInfo good = beat("region-fra", 7101, 1, 1, State.STATE_SERVING).getNode();
        List<NodeInfo> bad = List.of(
                good.toBuilder().setName("").build(),
                good.toBuilder().setName("edge-sgp").build(),
                good.toBuilder().setName("../../etc").build(),
                good.toBuilder().setKind(Kind.KIND_UNSPECIFIED).build(),
                good.toBuilder().setKindValue(77).build(),
                good.toBuilder().setSite("../fra").build(),
                good.toBuilder().setSite("").build(),
                good.toBuilder().setLatitude(Double.NaN).build(),
                good.toBuilder().setLongitude(181).build(),
                good.toBuilder().setRelayAddress("fra").build(),
                good.toBuilder().setRelayAddress("fra:0").build(),
                good.toBuilder().setVersion("v".repeat(5_000)).build());

        for (NodeInfo info : bad) {
            assertThat(table.hear(Heartbeat.newBuilder().setNode(info).build(), NOW))
                    .as(info.toString())
                    .isInstanceOf(NodeTable.Ignored.class);
        }
        assertThat(table.entries()).isEmpty();
    }

    @Test
    void whatWasNeitherHeardNorInReachForADayIsForgotten() {
        table.hear(beat("region-fra", 7101, 1, 1, State.STATE_SERVING), NOW);
        table.hear(beat("region-nyc", 7102, 1, 1, State.STATE_SERVING), NOW);
        Instant later = NOW.plus(NodeTable.FORGET_AFTER).plus(Duration.ofSeconds(1));

        assertThat(table.forget(NOW.plus(NodeTable.FORGET_AFTER), entry -> false))
                .isFalse();
        assertThat(table.forget(later, entry -> entry.relay().port() == 7102)).isTrue();

        assertThat(table.entries()).extracting(entry -> entry.info().getName()).containsExactly("region-nyc");
    }

    @Test
    void noMoreNodesAreKnownThanMayBeAndTheLongestUnheardGoesFirst() {
        for (int i = 0; i <= NodeTable.NODES_MOST; i++) {
            table.hear(beat("edge-" + i, 10_000 + i, 1, 1, State.STATE_SERVING), NOW.plusMillis(i));
        }

        assertThat(table.entries()).hasSize(NodeTable.NODES_MOST);
        assertThat(table.entry("edge-0")).isEmpty();
        assertThat(table.entry("edge-" + NodeTable.NODES_MOST)).isPresent();
    }

    private State state(String name) {
        return table.entry(name).orElseThrow().last().getState();
    }

    static Heartbeat beat(String name, int port, long startedAt, long sequence, State state) {
        return Heartbeat.newBuilder()
                .setNode(NodeInfo.newBuilder()
                        .setName(name)
                        .setKind(name.startsWith("region") ? Kind.KIND_REGION : Kind.KIND_EDGE)
                        .setSite(name.substring(name.indexOf('-') + 1))
                        .setRelayAddress("127.0.0.1:" + port)
                        .setStartedAtMillis(startedAt))
                .setState(state)
                .setSequence(sequence)
                .build();
    }
}
