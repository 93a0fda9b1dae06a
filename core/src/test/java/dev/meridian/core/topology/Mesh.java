package dev.meridian.core.topology;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.cluster.LocalEventPlane;
import dev.meridian.core.cluster.TestNodes;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.OnContext;
import dev.meridian.core.relay.Asked;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.relay.TunnelDoor;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.DescribeRequest;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.NodesGrpcClient;
import dev.meridian.proto.topology.v1.NodesGrpcService;
import dev.meridian.proto.topology.v1.State;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in one process that reach one another by links of their own. Each has a Vert.x to which every other node's name
 * stands for another loopback address, behind which that one link lies. All edges, named after sites.
 */
final class Mesh implements AutoCloseable {

    private final Vertx outside = Vertx.vertx();
    private final List<Node> nodes = new ArrayList<>();
    private final List<LocalEventPlane> planes = new ArrayList<>();
    private final ConcurrentHashMap<String, LinkProxy> links = new ConcurrentHashMap<>();

    /** @param carries which nodes carry others' connections, by site */
    Mesh(Path data, Predicate<String> carries, String... sites) {
        for (int i = 0; i < sites.length; i++) {
            nodes.add(new Node(i, List.of(sites), carries.test(sites[i])));
        }
        for (Node from : nodes) {
            for (Node to : nodes) {
                if (from.number != to.number) {
                    links.put(
                            from.site + " " + to.site,
                            LinkProxy.open(
                                    outside,
                                    SocketAddress.inetSocketAddress(to.port, ip(from.number, to.number)),
                                    SocketAddress.inetSocketAddress(to.port, ip(to.number, to.number))));
                }
            }
        }
        nodes.forEach(node -> node.begin(data.resolve(node.site)));
    }

    /** As seen from one node: another's, or its own. */
    private static String ip(int from, int to) {
        return "127.7." + (from + 1) + "." + (to + 1);
    }

    Node node(String site) {
        return nodes.stream().filter(node -> node.site.equals(site)).findFirst().orElseThrow();
    }

    /** The link that connections from one node to another take. */
    LinkProxy link(String from, String to) {
        return Optional.ofNullable(links.get(from + " " + to)).orElseThrow();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not succeed", e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        await(outside.close());
    }

    /** One node: its door answers with its site, or holds the exchange when the path is {@code /held}. */
    final class Node {

        final String site;
        final Telemetry telemetry = new Telemetry();
        final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        private final int number;
        private final boolean carries;
        private final Vertx vertx;
        private final RelayClient relay;
        private final RelayDoor door;
        private final int port;
        private volatile @Nullable NetworkTopology topology;
        private volatile @Nullable PrivatePaths paths;

        Node(int number, List<String> sites, boolean carries) {
            this.number = number;
            this.site = sites.get(number);
            this.carries = carries;
            String hosts = IntStream.range(0, sites.size())
                    .mapToObj(other -> ip(number, other) + " edge-" + sites.get(other))
                    .collect(Collectors.joining("\n"));
            this.vertx = Vertx.vertx(new VertxOptions()
                    .setEventLoopPoolSize(1)
                    .setAddressResolverOptions(new AddressResolverOptions().setHostsValue(Buffer.buffer(hosts))));
            planes.add(new LocalEventPlane(vertx));
            this.relay = new RelayClient(vertx, Optional.empty());
            TunnelDoor tunnels = new TunnelDoor(
                    vertx,
                    telemetry.metrics(),
                    address -> Objects.requireNonNull(paths).linked(address));
            this.door = new RelayDoor(
                    vertx,
                    new Listen(ip(number, number), 0),
                    Optional.empty(),
                    tunnels,
                    this::answer,
                    List.of(NodesGrpcService.of(new Description(
                            () -> topology().heartbeats().getOrDefault(name(), Heartbeat.getDefaultInstance()),
                            Map::of))));
            this.port = await(door.listen());
        }

        private void begin(Path data) {
            NodeInfo info = NodeInfo.newBuilder()
                    .setName("edge-" + site)
                    .setKind(Kind.KIND_EDGE)
                    .setSite(site)
                    .setRelayAddress(address().toString())
                    .setStartedAtMillis(System.currentTimeMillis())
                    .setCarries(carries)
                    .build();
            NetworkTopology made = await(NetworkTopology.start(
                    vertx,
                    TestNodes.settings(Kind.KIND_EDGE, site, data, TestNodes.cluster("none", 1, List.of(), 1)),
                    info,
                    new Joined(planes.get(number)),
                    relay,
                    InstantSource.system(),
                    telemetry,
                    () -> Load.NONE));
            topology = made;
            made.announce(State.STATE_SERVING);
            paths = PrivatePaths.start(vertx, made, relay, telemetry, NodeInfo::getCarries);
        }

        private void answer(Exchange exchange) {
            if (exchange.request().path().equals("/held")) {
                held.add(exchange);
            } else {
                respond(exchange);
            }
        }

        void respond(Exchange exchange) {
            exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(site));
        }

        String name() {
            return "edge-" + site;
        }

        PeerAddress address() {
            return new PeerAddress(name(), port);
        }

        NetworkTopology topology() {
            return Objects.requireNonNull(topology);
        }

        /** How this node sees another. */
        Optional<NodeView> sees(Node other) {
            return topology().nodes().stream()
                    .filter(view -> view.info().getName().equals(other.name()))
                    .findFirst();
        }

        boolean goes(Node other, String path) {
            return sees(other)
                    .filter(view -> view.reachable() && view.path().toString().equals(path))
                    .isPresent();
        }

        /** What another node answers to a call over the path that is in force. */
        Future<String> ask(Node other, String path) {
            return OnContext.begin(vertx, () -> Asked.of(relay, other.address(), path));
        }

        /** The name that another node gives of itself to a gRPC call. */
        Future<String> describe(Node other) {
            return OnContext.begin(
                    vertx,
                    () -> relay.grpc()
                            .request(other.address().socket(), NodesGrpcClient.Describe)
                            .compose(request -> request.send(DescribeRequest.getDefaultInstance()))
                            .compose(response -> response.last())
                            .map(answer -> answer.getSelf().getNode().getName()));
        }

        double metric(String name) {
            Gauge gauge = telemetry.metrics().find(name).gauge();
            return Objects.requireNonNull(gauge).value();
        }

        private void close() {
            await(Objects.requireNonNull(paths).close());
            await(topology().close());
            await(relay.close());
            await(door.close(Duration.ZERO));
            await(vertx.close());
        }
    }

    /** What one node publishes all hear, each on its own context. */
    private final class Joined implements EventPlane {

        private final LocalEventPlane own;

        Joined(LocalEventPlane own) {
            this.own = own;
        }

        @Override
        public void publish(String address, Buffer event) {
            planes.forEach(plane -> plane.publish(address, event));
        }

        @Override
        public Subscription subscribe(String address, Handler<Buffer> handler) {
            return own.subscribe(address, handler);
        }

        @Override
        public boolean isJoined() {
            return true;
        }

        @Override
        public boolean mayClaim() {
            return own.mayClaim();
        }

        @Override
        public Future<Boolean> claim(String kind, String name, String holder) {
            return own.claim(kind, name, holder);
        }

        @Override
        public Future<Optional<String>> holder(String kind, String name) {
            return own.holder(kind, name);
        }

        @Override
        public Future<Void> release(String kind, String name, String holder) {
            return own.release(kind, name, holder);
        }
    }
}
