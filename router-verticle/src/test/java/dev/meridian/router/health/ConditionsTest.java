package dev.meridian.router.health;

import static dev.meridian.router.TestingNodes.edge;
import static dev.meridian.router.TestingNodes.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.topology.NodeView;
import dev.meridian.router.route.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

    private final Outcomes outcomes = new Outcomes();
    private final Conditions conditions = new Conditions(outcomes);
    private Instant now = START;

    @Test
    void aNodeThatFailsFiveTimesInARowIsPutAsideForThirtySecondsAndLongerTheNextTime() {
        List<NodeView> nodes = nodes(4);
        fail("edge-0", 4);
        assertThat(window(nodes).of("edge-0").ejection()).isEmpty();
        fail("edge-0", 1);
        assertThat(window(nodes).of("edge-0").ejection()).contains("5 requests in a row failed");
        assertThat(secondsAside(nodes)).isEqualTo(30);

        fail("edge-0", 5);
        assertThat(window(nodes).of("edge-0").ejection()).isNotEmpty();
        assertThat(secondsAside(nodes)).isEqualTo(60);
    }

    @Test
    void anAnswerBetweenFailuresBeginsTheCountAnewAndBusyNodesAreNotPutAside() {
        List<NodeView> nodes = nodes(4);
        for (int i = 0; i < 20; i++) {
            fail("edge-0", 4);
            outcomes.answered("edge-0");
            outcomes.declined("edge-1");
        }
        Seen after = window(nodes);
        assertThat(after.nodes().values())
                .allSatisfy(condition -> assertThat(condition.ejection()).isEmpty());
    }

    @Test
    void aTenthOfTheNodesIsPutAsideAtMostThoughAlwaysOne() {
        List<NodeView> nodes = nodes(25);
        nodes.forEach(node -> fail(node.info().getName(), 5));
        Seen after = window(nodes);

        assertThat(after.nodes().values().stream()
                        .filter(condition -> !condition.ejection().isEmpty()))
                .hasSize(2);
    }

    @Test
    void aNodeWhoseSuccessRateIsFarBelowTheOthersIsPutAside() {
        List<NodeView> nodes = nodes(10);
        window(nodes);
        for (int second = 0; second < 10; second++) {
            for (int node = 0; node < 10; node++) {
                for (int request = 0; request < 20; request++) {
                    if (node == 3 && request % 4 == 0) {
                        outcomes.failed("edge-3");
                    } else {
                        outcomes.answered("edge-" + node);
                    }
                }
            }
            window(nodes);
        }
        Seen after = window(nodes);

        assertThat(after.of("edge-3").ejection()).contains("25 % of its requests failed");
        assertThat(after.nodes().values().stream()
                        .filter(condition -> !condition.ejection().isEmpty()))
                .hasSize(1);
    }

    @Test
    void failuresMakeANodeWorseInStepsAndNoiseDoesNot() {
        List<NodeView> nodes = nodes(4);
        for (int second = 0; second < 20; second++) {
            for (int request = 0; request < 1_000; request++) {
                outcomes.answered("edge-0");
                outcomes.answered("edge-1");
            }
            outcomes.declined("edge-0");
            for (int request = 0; request < 250; request++) {
                outcomes.declined("edge-1");
            }
            window(nodes);
        }
        Seen after = window(nodes);
        assertThat(after.of("edge-0").errorMillis()).isZero();
        assertThat(after.of("edge-1").errorMillis()).isBetween(40.0, 70.0);
    }

    @Test
    void aNodeWithTooMuchGivesItsClientsAwayBitByBitAndTakesThemBackBelowTheLowWatermark() {
        List<NodeView> full = nodes(1, 1.0);
        double before = 1;
        for (int second = 0; second < 60; second++) {
            double kept = window(full).of("edge-0").bearable().kept();
            assertThat(before - kept).isBetween(0.0, 0.1);
            before = kept;
        }
        assertThat(before).isLessThan(0.5);

        List<NodeView> between = nodes(1, 0.8);
        IntStream.range(0, 20).forEach(second -> window(between));
        double held = window(between).of("edge-0").bearable().kept();
        assertThat(window(between).of("edge-0").bearable().kept()).isEqualTo(held);

        List<NodeView> idle = nodes(1, 0.1);
        IntStream.range(0, 200).forEach(second -> window(idle));
        assertThat(window(idle).of("edge-0")).isEqualTo(Condition.GOOD);
    }

    @Test
    void whereMostAreIdleANodeWithMoreThanHalfSendsClientsToNeighboursOnly() {
        List<NodeView> nodes = new ArrayList<>(nodes(5, 0.1));
        nodes.set(0, loaded(nodes.getFirst(), 0.7));
        Seen after = new Seen(Map.of());
        for (int second = 0; second < 60; second++) {
            after = window(nodes);
        }
        assertThat(after.of("edge-0").even().kept()).isLessThan(0.5);
        assertThat(after.of("edge-0").bearable()).isEqualTo(Condition.Shares.ALL);
        assertThat(after.of("edge-1")).isEqualTo(Condition.GOOD);
    }

    @Test
    void aNewNodeAmongOldOnesTakesItsClientsOverHalfAMinute() {
        List<NodeView> nodes = new ArrayList<>();
        for (int node = 0; node < 5; node++) {
            nodes.add(startedAt(edge("edge-" + node, "fra"), START.minusSeconds(node == 0 ? 0 : 3_600)));
        }
        double before = 0;
        for (int second = 0; second < 30; second++) {
            double kept = window(nodes).of("edge-0").bearable().kept();
            assertThat(kept).isBetween(before, 1.0);
            assertThat(window(nodes).of("edge-1")).isEqualTo(Condition.GOOD);
            before = kept;
        }
        assertThat(window(nodes).of("edge-0")).isEqualTo(Condition.GOOD);
    }

    @Test
    void afterTheStartOfAWholeNetworkNobodyIsSpared() {
        List<NodeView> nodes = List.of(
                startedAt(edge("edge-0", "fra"), START.minusSeconds(1)),
                startedAt(edge("edge-1", "fra"), START.minusSeconds(20)));
        assertThat(window(nodes).nodes().values()).containsOnly(Condition.GOOD);
    }

    @Test
    void nodesThatAreGoneAreForgotten() {
        window(nodes(4));
        assertThat(window(nodes(2)).nodes()).containsOnlyKeys("edge-0", "edge-1");
    }

    private record Seen(Map<String, Condition> nodes) {

        Condition of(String node) {
            return Objects.requireNonNull(nodes.get(node), node);
        }
    }

    private Seen window(List<NodeView> nodes) {
        now = now.plusSeconds(1);
        return new Seen(conditions.window(nodes, now));
    }

    private long secondsAside(List<NodeView> nodes) {
        Instant since = now;
        while (!window(nodes).of("edge-0").ejection().isEmpty()) {
            assertThat(now).isBefore(since.plusSeconds(1_000));
        }
        return Duration.between(since, now).toSeconds();
    }

    private void fail(String node, int times) {
        IntStream.range(0, times).forEach(i -> outcomes.failed(node));
    }

    private static List<NodeView> nodes(int count) {
        return nodes(count, 0);
    }

    private static List<NodeView> nodes(int count, double load) {
        return IntStream.range(0, count)
                .mapToObj(i -> startedAt(loaded(edge("edge-" + i, "fra"), load), START.minusSeconds(3_600)))
                .toList();
    }

    private static NodeView startedAt(NodeView node, Instant at) {
        return new NodeView(
                node.info().toBuilder().setStartedAtMillis(at.toEpochMilli()).build(),
                node.state(),
                node.reachable(),
                node.roundTrip(),
                node.load());
    }
}
