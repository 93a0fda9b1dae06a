package dev.meridian.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.cluster.LocalEventPlane;
import dev.meridian.core.cluster.TestNodes;
import dev.meridian.core.cluster.Wait;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.server.GrpcServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NetworkTopologyTest {

    /** A node's topology behind a door of its own. */
    private record Node(NodeInfo info, NetworkTopology topology, GrpcServer door) {

        PeerAddress relay() {
            return PeerAddress.parse(info.getRelayAddress());
        }

        Optional<NodeView> sees(String name) {
            return topology.nodes().stream()
                    .filter(node -> node.info().getName().equals(name))
                    .findFirst();
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private Vertx vertx;
    private TestingRelay relay;
    private LocalEventPlane network;

    @TempDir
    private Path data;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        relay = new TestingRelay(vertx);
        network = new LocalEventPlane(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        for (Node node : nodes) {
            await(node.topology().close());
        }
        await(vertx.close());
    }

    @Test
    void nodesSeeOneAnotherWithLoadStateAndRoundTrips() throws Exception {
        Node region = node(Kind.KIND_REGION, "fra", network, List.of());
        Node edge = node(Kind.KIND_EDGE, "sgp", network, List.of());
        region.topology().announce(State.STATE_SERVING);

        Wait.until(
                "the edge sees the region serve",
                () -> edge.sees("region-fra")
                        .filter(node -> node.state() == State.STATE_SERVING && node.load() == 0.25)
                        .isPresent());
        assertThat(edge.sees("region-fra").orElseThrow().isUsable()).isTrue();
        assertThat(edge.topology().region("fra")).isPresent();
        Wait.until(
                "the region's round trip to the edge is known",
                () -> edge.topology().roundTrip("region-fra", "edge-sgp").equals(Optional.of(Duration.ofMillis(1))));

        region.topology().announce(State.STATE_DRAINING);
        Wait.until(
                "the edge sees the region drain",
                () -> edge.sees("region-fra").filter(node -> !node.isUsable()).isPresent());
    }

    @Test
    void whoIsReachableIsForTheRelayToSay() throws Exception {
        Node region = node(Kind.KIND_REGION, "fra", network, List.of());
        Node edge = node(Kind.KIND_EDGE, "sgp", network, List.of());
        Wait.until("the edge sees the region", () -> edge.sees("region-fra").isPresent());

        relay.say(region.relay(), new LinkState.Down("no pong"));

        Wait.until(
                "it is not reachable",
                () -> !edge.sees("region-fra").orElseThrow().reachable());
        assertThat(edge.sees("region-fra").orElseThrow().isUsable()).isFalse();
    }

    @Test
    void aNodeWithoutAClusterLearnsTheNetworkFromOneLivePeer() throws Exception {
        Node region = node(Kind.KIND_REGION, "fra", network, List.of());
        Node other = node(Kind.KIND_REGION, "nyc", network, List.of());
        Wait.until(
                "the regions know one another", () -> region.sees("region-nyc").isPresent());

        Node edge = node(Kind.KIND_EDGE, "sgp", new LocalEventPlane(vertx), List.of(region.relay()));

        Wait.until(
                "the edge knows both",
                () -> edge.sees("region-fra").isPresent()
                        && edge.sees("region-nyc").isPresent());
        region.topology().announce(State.STATE_DRAINING);
        other.topology().announce(State.STATE_DRAINING);
        Wait.until(
                "the edge goes on hearing of both",
                () -> List.of("region-fra", "region-nyc").stream()
                        .allMatch(name -> edge.sees(name).orElseThrow().state() == State.STATE_DRAINING));
    }

    @Test
    void aNodeThatRestartsAloneKnowsWhomItKnew() throws Exception {
        node(Kind.KIND_REGION, "fra", network, List.of());
        Node edge = node(Kind.KIND_EDGE, "sgp", network, List.of());
        Wait.until("the edge sees the region", () -> edge.sees("region-fra").isPresent());
        await(edge.topology().close());

        Node again = node(Kind.KIND_EDGE, "sgp", new LocalEventPlane(vertx), List.of());

        assertThat(again.sees("region-fra")).isPresent();
    }

    @Test
    void aCorruptFileAndBytesThatAreNoHeartbeatChangeNothing() throws Exception {
        Files.createDirectories(data.resolve("sgp"));
        Files.writeString(data.resolve("sgp/nodes.known"), "not what was written");

        Node edge = node(Kind.KIND_EDGE, "sgp", network, List.of());
        network.publish(NetworkTopology.HEARTBEATS, Buffer.buffer("neither is this"));
        Node region = node(Kind.KIND_REGION, "fra", network, List.of());

        Wait.until("the edge sees the region", () -> edge.sees("region-fra").isPresent());
        Wait.until("the region sees the edge", () -> region.sees("edge-sgp").isPresent());
        assertThat(edge.topology().nodes()).hasSize(2);
    }

    private Node node(Kind kind, String site, EventPlane events, List<PeerAddress> seeds) throws Exception {
        GrpcServer door = GrpcServer.server(vertx);
        HttpServer server = await(vertx.createHttpServer().requestHandler(door).listen(0, "127.0.0.1"));
        NodeSettings plain = TestNodes.settings(
                kind, site, data.resolve(site), TestNodes.cluster("none", TestNodes.freePort(), List.of(), 1));
        NodeSettings settings = TestNodes.seeded(plain, seeds);
        NodeInfo info = NodeInfo.newBuilder()
                .setName(settings.name())
                .setKind(kind)
                .setSite(site)
                .setRelayAddress("127.0.0.1:" + server.actualPort())
                .setStartedAtMillis(System.currentTimeMillis())
                .build();
        NetworkTopology topology = await(NetworkTopology.start(
                vertx,
                settings,
                info,
                events,
                relay,
                InstantSource.system(),
                new Telemetry(),
                () -> new Load(0.25, 3)));
        door.addService(topology.service());
        Node node = new Node(info, topology, door);
        nodes.add(node);
        return node;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
