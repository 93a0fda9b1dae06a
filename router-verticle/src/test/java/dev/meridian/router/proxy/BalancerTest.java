package dev.meridian.router.proxy;

import static dev.meridian.router.TestingNodes.edge;
import static dev.meridian.router.TestingNodes.region;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.topology.NodeView;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancerTest {

    private static final long MILLI = 1_000_000;

    private final Random random = new Random(Long.getLong("seed", 5));
    private final Balancer balancer = new Balancer(() -> random);
    private final List<NodeView> pods =
            List.of(region("region-fra-1", "fra"), region("region-fra-2", "fra"), region("region-fra-3", "fra"));

    @Test
    void podsOfARegionShareAndOneThatIsSlowGetsLittle() {
        long now = System.nanoTime();
        pods.forEach(pod -> answer(pod, 10 * MILLI, now));
        assertThat(IntStream.of(shares(pods, now)))
                .allSatisfy(share -> assertThat(share).isGreaterThan(500));

        answer(pods.getFirst(), 500 * MILLI, now);
        assertThat(shares(pods, now)[0]).isZero();
        long later = now + 60_000 * MILLI;
        pods.subList(1, 3).forEach(pod -> answer(pod, 10 * MILLI, later));
        assertThat(shares(pods, later)[0])
                .as("a minute later it is tried again")
                .isPositive();
    }

    @Test
    void requestsUnderWayCountAsMuchAsSlowness() {
        long now = System.nanoTime();
        pods.forEach(pod -> answer(pod, 10 * MILLI, now));
        IntStream.range(0, 20).forEach(i -> balancer.of(pods.get(1)).begun());
        assertThat(shares(pods, now)[1]).isZero();
        IntStream.range(0, 20).forEach(i -> balancer.of(pods.get(1)).gone());
        assertThat(shares(pods, now)[1]).isPositive();
    }

    @Test
    void edgesKeepThePlannersOrderUnlessTheFirstIsCrowded() {
        List<NodeView> edges = List.of(edge("edge-fra-1", "fra"), edge("edge-fra-2", "fra"), edge("edge-ams", "ams"));
        long now = System.nanoTime();
        answer(edges.getFirst(), 5_000 * MILLI, now);
        assertThat(balancer.order(edges, now)).isEqualTo(edges);

        IntStream.range(0, 40).forEach(i -> balancer.of(edges.getFirst()).begun());
        assertThat(balancer.order(edges, now)).containsExactly(edges.get(1), edges.get(0), edges.get(2));
    }

    @Test
    void aNodeOfAnotherSiteIsNeverPutFirst() {
        List<NodeView> apart = List.of(region("region-fra", "fra"), region("region-nyc", "nyc"));
        IntStream.range(0, 1_000).forEach(i -> balancer.of(apart.getFirst()).begun());
        assertThat(balancer.order(apart, System.nanoTime())).isEqualTo(apart);
    }

    private void answer(NodeView node, long took, long now) {
        PeakEwma cost = balancer.of(node);
        for (int i = 0; i < 50; i++) {
            cost.begun();
            cost.answered(took, now + i);
        }
    }

    /** Who is first of 3,000. */
    private int[] shares(List<NodeView> nodes, long now) {
        int[] shares = new int[nodes.size()];
        for (int i = 0; i < 3_000; i++) {
            shares[nodes.indexOf(balancer.order(nodes, now).getFirst())]++;
        }
        return shares;
    }
}
