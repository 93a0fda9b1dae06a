package dev.meridian.router;

import dev.meridian.core.cluster.LocalEventPlane;
import dev.meridian.core.grpc.GrpcCalls;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.OnContext;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.id.Ids;
import dev.meridian.core.node.ClusterSettings;
import dev.meridian.core.node.Domains;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.residency.ResidencySettings;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.router.map.MapSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.grpc.server.Service;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A router in Frankfurt with real doors, real relay connections to peers of the test's making, and a set registry. */
final class RouterStage implements AutoCloseable {

    static final MapSettings OPEN = new MapSettings(MapSettings.Access.OPEN, Optional.empty());

    final Vertx vertx = Vertx.vertx();
    final Telemetry telemetry = new Telemetry();
    final RelayClient relay = new RelayClient(vertx, Optional.empty());
    final List<NodeView> nodes = new CopyOnWriteArrayList<>();
    final Map<String, Heartbeat> heartbeats = new ConcurrentHashMap<>();
    final SetRegistry registry = new SetRegistry();
    final LocalEventPlane events = new LocalEventPlane(vertx);
    final HttpClient user = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(100));
    final RouterNode router;
    final int port;
    final int relayPort;

    private final List<RelayDoor> doors = new ArrayList<>();

    RouterStage() {
        this(Optional.empty(), Duration.ZERO);
    }

    /** A router that sends clients to regions' own hosts. */
    static RouterStage redirecting() {
        return new RouterStage(Optional.empty(), Duration.ZERO, true, OPEN);
    }

    RouterStage(MapSettings map) {
        this(Optional.empty(), Duration.ZERO, false, map);
    }

    /**
     * @param database a file of places that the router looks at all the time
     * @param hedge as the setting
     */
    RouterStage(Optional<Path> database, Duration hedge) {
        this(database, hedge, false, OPEN);
    }

    private RouterStage(Optional<Path> database, Duration hedge, boolean redirects, MapSettings map) {
        NodeContext context = new NodeContext(
                settings(),
                vertx,
                InstantSource.system(),
                new Ids(InstantSource.system(), new Random(1)),
                telemetry,
                events,
                new SetTopology(nodes, heartbeats),
                registry,
                relay);
        router = await(RouterNode.start(
                context,
                new RouterSettings(
                        List.of(),
                        database,
                        Duration.ofMillis(20),
                        10_000,
                        3,
                        Duration.ofMillis(300),
                        hedge,
                        redirects,
                        ResidencySettings.DEFAULT,
                        Duration.ofSeconds(5),
                        map)));
        HttpDoor door = new HttpDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                HttpLimits.DEFAULT,
                TrustedProxies.parse(List.of("127.0.0.0/8")),
                Probes.forUsers(telemetry).or(new GrpcCalls(vertx, router.publicServices(), 11 << 20)),
                router.exchanges());
        port = await(door.listen());
        RelayDoor services = new RelayDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                Optional.empty(),
                Probes.forOperators(telemetry),
                router.exchanges(),
                router.services());
        relayPort = await(services.listen());
    }

    /** A peer that answers with a handler. */
    RelayDoor peer(Kind kind, String name, String site, Handler<Exchange> handler, Service... services) {
        RelayDoor door = new RelayDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                Optional.empty(),
                Probes.forOperators(telemetry),
                handler,
                List.of(services));
        int at = await(door.listen());
        doors.add(door);
        nodes.add(TestingNodes.node(kind, name, site, "127.0.0.1:" + at));
        return door;
    }

    /** A response, whole. */
    record Answer(int status, io.vertx.core.MultiMap headers, Buffer body) {
        String header(String name) {
            return String.valueOf(headers.get(name));
        }
    }

    Answer ask(HttpMethod method, String host, String uri, String... headers) {
        return await(begin(method, host, uri, headers));
    }

    Future<Answer> begin(HttpMethod method, String host, String uri, String... headers) {
        RequestOptions options = new RequestOptions()
                .setServer(io.vertx.core.net.SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(host)
                .setPort(80)
                .setMethod(method)
                .setURI(uri);
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        return OnContext.begin(
                vertx,
                () -> user.request(options)
                        .compose(request -> request.send())
                        .compose(response -> response.body()
                                .map(body -> new Answer(response.statusCode(), response.headers(), body))));
    }

    static Handler<Exchange> named(String name) {
        return exchange -> exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(name));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("did not succeed within 30 s", e);
        }
    }

    @Override
    public void close() {
        await(router.close());
        await(relay.close());
        await(vertx.close());
    }

    private static NodeSettings settings() {
        return new NodeSettings(
                "router-1",
                Kind.KIND_ROUTER,
                Site.known("fra").orElseThrow(),
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                "127.0.0.1",
                Path.of("target"),
                List.of(),
                List.of("fra", "nyc"),
                new Domains("localhost", "run.localhost", "network.localhost"),
                List.of(),
                new ClusterSettings("test", "127.0.0.1", 5701, List.of(), Optional.empty(), 1));
    }

    /** Nodes as the test sets them, and what each was heard to say. */
    private record SetTopology(List<NodeView> present, Map<String, Heartbeat> heartbeats) implements Topology {

        @Override
        public List<NodeView> nodes() {
            return List.copyOf(present);
        }

        @Override
        public Optional<Heartbeat> lastHeard(String node) {
            return Optional.ofNullable(heartbeats.get(node));
        }
    }

    /** A registry that the test sets. */
    static final class SetRegistry implements Registry {

        private final List<Promise<Void>> asking = new CopyOnWriteArrayList<>();
        private volatile RegistrySnapshot snapshot = TestingNodes.registry();

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public RegistrySnapshot snapshot() {
            return snapshot;
        }

        /** Waits for {@link #become}, as a mirror waits for a slow region. */
        @Override
        public Future<Void> refresh(Duration most) {
            Promise<Void> asked = Promise.promise();
            asking.add(asked);
            return asked.future()
                    .timeout(most.toMillis(), TimeUnit.MILLISECONDS)
                    .otherwiseEmpty();
        }

        @Override
        public void onChange(Handler<RegistrySnapshot> handler) {
            throw new UnsupportedOperationException("a router asks for the snapshot of the moment");
        }

        void become(RegistrySnapshot next) {
            snapshot = next;
            asking.forEach(Promise::tryComplete);
        }
    }
}
