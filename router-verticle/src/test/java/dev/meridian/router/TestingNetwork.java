package dev.meridian.router;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Counts;
import dev.meridian.proto.topology.v1.Flow;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.RoundTrip;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A network that only a map sees: the router of a stage, regions fra and nyc, and edges all over the world that nobody
 * could reach. Each beat tells of 50 requests more, 8 of 10 of them hits.
 */
final class TestingNetwork {

    private static final double[][] CITIES = {
        {52.37, 4.9}, {40.71, -74.01}, {1.35, 103.82}, {-33.87, 151.21}, {35.68, 139.69}, {-23.55, -46.63},
        {19.08, 72.88}, {37.77, -122.42}, {-26.2, 28.05}, {51.51, -0.13}, {43.65, -79.38}, {6.52, 3.38},
        {55.76, 37.62}, {30.04, 31.24}, {-34.6, -58.38}, {19.43, -99.13}, {37.57, 126.98}, {25.2, 55.27},
        {-1.29, 36.82}, {59.33, 18.07}, {40.42, -3.7}, {41.9, 12.5}, {13.76, 100.5}, {-36.85, 174.76},
        {21.03, 105.85}, {14.6, 120.98}, {-6.2, 106.85}, {33.59, -7.62}, {4.71, -74.07}, {-12.05, -77.04},
        {47.61, -122.33}, {29.76, -95.37}, {25.76, -80.19}, {41.88, -87.63}, {49.28, -123.12}, {64.15, -21.94},
        {39.9, 116.41}, {22.32, 114.17}, {28.61, 77.21}, {24.86, 67.0}
    };

    private final RouterStage stage;
    private final AtomicLong sequence = new AtomicLong();

    private TestingNetwork(RouterStage stage) {
        this.stage = stage;
    }

    static TestingNetwork of(RouterStage stage, int edges) {
        TestingNetwork network = new TestingNetwork(stage);
        stage.nodes.addAll(List.of(
                TestingNodes.loaded(TestingNodes.node(Kind.KIND_ROUTER, "router-1", "fra", "127.0.0.1:1"), 0.1),
                TestingNodes.loaded(TestingNodes.region("region-fra", "fra"), 0.4),
                TestingNodes.loaded(TestingNodes.region("region-nyc", "nyc"), 0.25)));
        for (int i = 0; i < edges; i++) {
            stage.nodes.add(network.edge(i));
        }
        return network;
    }

    /** Near a city, so that a thousand of them do not stand on forty points. */
    private NodeView edge(int index) {
        double[] city = CITIES[index % CITIES.length];
        int ring = index / CITIES.length;
        NodeInfo info = TestingNodes.edge("edge-" + index, "lon").info().toBuilder()
                .setSite("e" + index)
                .setCountry("")
                .setLatitude(Math.clamp(city[0] + 0.9 * Math.sqrt(ring) * Math.sin(2.4 * ring), -56, 70))
                .setLongitude(Math.clamp(city[1] + 1.2 * Math.sqrt(ring) * Math.cos(2.4 * ring), -179, 179))
                .build();
        NodeView template = TestingNodes.edge("edge-" + index, "lon");
        return new NodeView(info, template.state(), true, template.roundTrip(), index % 83 / 100.0);
    }

    /** Every node tells how it is, a second after it did before. */
    void beat() {
        long now = sequence.incrementAndGet();
        List<NodeView> nodes = List.copyOf(stage.nodes);
        nodes.forEach(node -> stage.heartbeats.put(node.info().getName(), heartbeat(node, nodes, now)));
    }

    private static Heartbeat heartbeat(NodeView node, List<NodeView> nodes, long now) {
        Heartbeat.Builder beat = Heartbeat.newBuilder()
                .setNode(node.info())
                .setState(node.state())
                .setSequence(now)
                .setLoad(node.load())
                .setInFlight(3)
                .setMemoryBytes(300L << 20)
                .setSentAtMillis(1_000 * now)
                .setCounts(Counts.newBuilder()
                        .setRequests(50 * now)
                        .setCacheHits(40 * now)
                        .setCacheMisses(10 * now)
                        .setExecutions(5 * now));
        nodes.stream()
                .filter(other -> !other.equals(node))
                .limit(500)
                .forEach(other -> beat.addRoundTrips(
                        RoundTrip.newBuilder().setNode(other.info().getName()).setMicros(4_200)));
        flows(node, nodes, beat);
        return beat.build();
    }

    /** From the router to its first edges, and from each edge home. */
    private static void flows(NodeView node, List<NodeView> nodes, Heartbeat.Builder beat) {
        switch (node.info().getKind()) {
            case KIND_ROUTER ->
                nodes.stream()
                        .filter(other -> other.info().getKind() == Kind.KIND_EDGE)
                        .limit(32)
                        .forEach(edge -> beat.addFlows(
                                Flow.newBuilder().setNode(edge.info().getName()).setPerSecond(12)));
            case KIND_EDGE ->
                beat.addFlows(Flow.newBuilder()
                                .setNode("region-nyc")
                                .setPerSecond(
                                        2 + Math.floorMod(node.info().getName().hashCode(), 7) * 3))
                        .addFlows(Flow.newBuilder().setNode("region-fra").setPerSecond(4));
            case KIND_REGION, KIND_UNSPECIFIED, UNRECOGNIZED -> {}
        }
    }

    void become(String name, UnaryOperator<NodeView> how) {
        stage.nodes.replaceAll(node -> node.info().getName().equals(name) ? how.apply(node) : node);
    }

    void become(BiFunction<NodeView, Double, NodeView> how, double value) {
        stage.nodes.replaceAll(node -> how.apply(node, value));
    }

    void remove(String name) {
        stage.nodes.removeIf(node -> node.info().getName().equals(name));
    }
}
