package dev.meridian.region;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.id.Ids;
import dev.meridian.core.node.ClusterSettings;
import dev.meridian.core.node.Domains;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.relay.RelayCall;
import dev.meridian.core.relay.RelayRequest;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What regions of one test share in place of a cluster: names claimed, events published, where each relay listens. */
public final class TestingNetwork {

    public record Event(String address, Buffer body) {}

    public final List<Event> events = new CopyOnWriteArrayList<>();

    private final Vertx vertx;
    private final List<String> regions;
    private final Map<String, String> claims = new ConcurrentHashMap<>();
    private final Map<String, Integer> relayPorts = new ConcurrentHashMap<>();
    private final Map<String, NodeView> edges = new ConcurrentHashMap<>();
    private final Map<String, List<Handler<Buffer>>> subscribers = new ConcurrentHashMap<>();
    private final GrpcClient client;
    private volatile @Nullable RegistrySnapshot known = RegistrySnapshot.EMPTY;

    public TestingNetwork(Vertx vertx, String... regions) {
        this.vertx = vertx;
        this.regions = List.of(regions);
        this.client = GrpcClient.client(vertx);
    }

    /** Has every node's mirror of the registry hold this; null for one that has not heard of every region yet. */
    public void knows(@Nullable RegistrySnapshot registry) {
        known = registry;
    }

    /** Makes a region's gRPC services reachable for the others. */
    public void listens(String region, int port) {
        relayPorts.put(region, port);
    }

    public void isDown(String region) {
        relayPorts.remove(region);
    }

    public NodeContext node(String region, Path data) {
        Clock clock = Clock.systemUTC();
        Ids ids = new Ids(clock, new SecureRandom());
        return new NodeContext(
                settings(region, data),
                vertx,
                clock,
                ids,
                new Telemetry(),
                new Events(),
                this::nodes,
                new KnownRegistry(),
                new GrpcOnly());
    }

    private NodeSettings settings(String region, Path data) {
        Site site = Site.known(region).orElseThrow();
        return new NodeSettings(
                "region-" + region,
                Kind.KIND_REGION,
                site,
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                "127.0.0.1",
                data,
                List.of(),
                regions,
                new Domains("localhost", "run.localhost", "network.localhost"),
                List.of(),
                new ClusterSettings("test", "127.0.0.1", 5701, List.of(), Optional.empty(), 1));
    }

    /** Has every node know an edge, by this name and at this site. */
    public void knowsEdge(String name, String site, State state) {
        edges.put(
                name,
                new NodeView(
                        NodeInfo.newBuilder()
                                .setName(name)
                                .setKind(Kind.KIND_EDGE)
                                .setSite(site)
                                .setCountry(Site.known(site).map(Site::country).orElse(""))
                                .build(),
                        state,
                        true,
                        Duration.ZERO,
                        0));
    }

    /** Says something to all regions as another node would. */
    public void publish(String address, Buffer event) {
        subscribers.getOrDefault(address, List.of()).forEach(handler -> handler.handle(event));
    }

    /** Hears what regions publish. */
    public void subscribe(String address, Handler<Buffer> handler) {
        subscribers
                .computeIfAbsent(address, key -> new CopyOnWriteArrayList<>())
                .add(handler);
    }

    /** Has nobody know an edge any more. */
    public void forgetsEdge(String name) {
        edges.remove(name);
    }

    private List<NodeView> nodes() {
        Stream<NodeView> regionNodes = relayPorts.entrySet().stream()
                .map(entry -> new NodeView(
                        NodeInfo.newBuilder()
                                .setName("region-" + entry.getKey())
                                .setKind(Kind.KIND_REGION)
                                .setSite(entry.getKey())
                                .setCountry(Site.known(entry.getKey())
                                        .map(Site::country)
                                        .orElse(""))
                                .setRelayAddress("127.0.0.1:" + entry.getValue())
                                .build(),
                        State.STATE_SERVING,
                        true,
                        Duration.ZERO,
                        0));
        return Stream.concat(regionNodes, edges.values().stream()).toList();
    }

    private final class Events implements EventPlane {
        @Override
        public void publish(String address, Buffer event) {
            events.add(new Event(address, event));
            TestingNetwork.this.publish(address, event);
        }

        @Override
        public Subscription subscribe(String address, Handler<Buffer> handler) {
            TestingNetwork.this.subscribe(address, handler);
            return () -> subscribers.getOrDefault(address, List.of()).remove(handler);
        }

        @Override
        public boolean isJoined() {
            return true;
        }

        @Override
        public boolean mayClaim() {
            return isJoined();
        }

        @Override
        public Future<Boolean> claim(String kind, String name, String holder) {
            String had = claims.putIfAbsent(kind + '/' + name, holder);
            return Future.succeededFuture(had == null || had.equals(holder));
        }

        @Override
        public Future<Optional<String>> holder(String kind, String name) {
            return Future.succeededFuture(Optional.ofNullable(claims.get(kind + '/' + name)));
        }

        @Override
        public Future<Void> release(String kind, String name, String holder) {
            claims.remove(kind + '/' + name, holder);
            return Future.succeededFuture();
        }
    }

    private final class KnownRegistry implements Registry {
        @Override
        public boolean isCurrent() {
            return known != null;
        }

        @Override
        public RegistrySnapshot snapshot() {
            RegistrySnapshot now = known;
            return now == null ? RegistrySnapshot.EMPTY : now;
        }

        @Override
        public Future<Void> refresh(Duration most) {
            return Future.succeededFuture();
        }

        @Override
        public void onChange(Handler<RegistrySnapshot> handler) {}
    }

    private final class GrpcOnly implements Relay {
        @Override
        public Future<RelayCall> open(PeerAddress peer, RelayRequest request) {
            return Future.failedFuture("regions of a test have no exchanges with each other");
        }

        @Override
        public GrpcClient grpc() {
            return client;
        }

        @Override
        public LinkState link(PeerAddress peer) {
            return new LinkState.Connecting();
        }
    }
}
