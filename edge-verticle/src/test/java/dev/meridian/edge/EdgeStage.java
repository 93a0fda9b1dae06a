package dev.meridian.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.config.Configuration;
import dev.meridian.core.grpc.GrpcCalls;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.OnContext;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.id.Ids;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeReceipt;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.grpc.server.Service;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real edge in front of one region of the test's making: HTTP door, edge, relay, relay door. The clock is fake. */
final class EdgeStage implements AutoCloseable {

    static final String FILE = "/v1/storage/buckets/b/files/f/view";

    final Vertx vertx = Vertx.vertx();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    /** What the regions have to tell when they are asked. */
    final AtomicReference<Runnable> news = new AtomicReference<>(() -> {});

    final AtomicReference<RegistrySnapshot> registry = new AtomicReference<>(RegistrySnapshot.EMPTY);
    final Map<String, List<Subscriber>> subscribers = new ConcurrentHashMap<>();
    final RegionPurges purges = new RegionPurges();
    private final List<Handler<RegistrySnapshot>> listeners = new CopyOnWriteArrayList<>();
    /** Whether the regions have confirmed lately what the registry holds. */
    final AtomicBoolean isConfirmed = new AtomicBoolean(true);

    final List<Buffer> receipts = new CopyOnWriteArrayList<>();
    final Telemetry telemetry = new Telemetry();

    private final Handler<Exchange> region;
    private final List<Service> services;
    final RelayClient relay;
    private final HttpClient user;
    private final int port;
    private final HttpDoor door;
    private final EdgeNode edge;
    private RelayDoor regionDoor;
    private final int regionPort;

    EdgeStage(Path data, Map<String, String> settings, List<Service> services, Handler<Exchange> region) {
        this(data, settings, services, region, 0);
    }

    /** An edge in front of a region of another process; it may not be there. */
    static EdgeStage before(int regionPort, Path data, Map<String, String> settings) {
        return new EdgeStage(data, settings, List.of(), Exchange::abort, regionPort);
    }

    private EdgeStage(
            Path data,
            Map<String, String> settings,
            List<Service> services,
            Handler<Exchange> region,
            int otherRegion) {
        this.region = region;
        this.services = services;
        regionDoor = regionDoor(0);
        int ownRegion = await(regionDoor.listen());
        regionPort = otherRegion == 0 ? ownRegion : otherRegion;
        relay = new RelayClient(vertx, Optional.empty(), "edge-sgp");
        Map<String, String> all = new HashMap<>(Map.of(
                "node.kind",
                "edge",
                "node.site",
                "sgp",
                "network.regions",
                "fra,nyc",
                "node.data",
                data.toString(),
                "edge.cache.disk.bytes",
                "0"));
        all.putAll(settings);
        Configuration configuration = Configuration.of(Map.of(), Map.of(), all);
        NodeContext node = new NodeContext(
                NodeSettings.read(configuration),
                vertx,
                now::get,
                new Ids(now::get, new SecureRandom()),
                telemetry,
                new LocalEvents(),
                (Topology) this::nodes,
                new HeldRegistry(),
                relay);
        know(project("p1"));
        edge = await(EdgeNode.start(node, EdgeSettings.read(configuration)), Duration.ofSeconds(60));
        door = new HttpDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                HttpLimits.DEFAULT,
                TrustedProxies.parse(List.of()),
                Probes.forUsers(telemetry).or(new GrpcCalls(vertx, edge.publicServices(), 11 << 20)),
                edge.exchanges());
        port = await(door.listen());
        if (otherRegion == 0) {
            until(this::isLevel);
        }
        user = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(256));
    }

    private RelayDoor regionDoor(int port) {
        return new RelayDoor(
                vertx,
                new Listen("127.0.0.1", port),
                Optional.empty(),
                Probes.forOperators(telemetry),
                region,
                Stream.concat(services.stream(), Stream.of(purges.service())).toList());
    }

    /** Has somebody told of each purge that the edge confirms. */
    void onReceipt(Consumer<PurgeReceipt> told) {
        new LocalEvents().subscribe("cache.receipt", receipt -> {
            try {
                told.accept(PurgeReceipt.parseFrom(receipt.getBytes()));
            } catch (InvalidProtocolBufferException damaged) {
                throw new AssertionError(damaged);
            }
        });
    }

    /** Whether the edge knows of every purge of the region. */
    boolean isLevel() {
        return telemetry.metrics().scrape().contains("meridian_purges_level{region=\"fra\"} 1");
    }

    static Record project(String id) {
        return Record.newBuilder()
                .setKey("project/" + id)
                .setProject(Project.newBuilder().setProjectId(id).setHomeRegion("fra"))
                .build();
    }

    /** A domain of the project {@code p1} in front of an origin outside the network. */
    static Record origin(String domain, String url, boolean verified) {
        return Record.newBuilder()
                .setKey("domain/" + domain)
                .setDomain(Domain.newBuilder()
                        .setDomain(domain)
                        .setProjectId("p1")
                        .setTarget(Target.TARGET_ORIGIN)
                        .setOriginUrl(url)
                        .setVerified(verified))
                .build();
    }

    /** What the registry holds from now on. */
    void know(Record... records) {
        Map<String, Record> held = new HashMap<>();
        for (Record each : records) {
            held.put(each.getKey(), each);
        }
        RegistrySnapshot snapshot = new RegistrySnapshot(Map.of("fra", held));
        registry.set(snapshot);
        listeners.forEach(listener -> listener.handle(snapshot));
    }

    private List<NodeView> nodes() {
        NodeInfo info = NodeInfo.newBuilder()
                .setName("region-fra")
                .setKind(Kind.KIND_REGION)
                .setSite("fra")
                .setRelayAddress("127.0.0.1:" + regionPort)
                .build();
        return List.of(new NodeView(info, State.STATE_SERVING, true, Duration.ZERO, 0));
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    void takeRegionDown() {
        await(regionDoor.close(Duration.ZERO));
    }

    void bringRegionBack() {
        regionDoor = regionDoor(regionPort);
        await(regionDoor.listen());
    }

    /** The region purges, and the edge has heard it. */
    void purge(Purge purge) {
        purges.draw(purge);
        hear(purge);
    }

    /** The edge hears of a purge by the event plane. */
    void hear(Purge purge) {
        Buffer event = Buffer.buffer(purge.toByteArray());
        subscribers.getOrDefault("cache.purge", List.of()).forEach(subscriber -> await(subscriber.hear(event)));
    }

    /** A response read whole. */
    record Reply(int status, MultiMap headers, Buffer body) {

        String header(String name) {
            return Optional.ofNullable(headers.get(name)).orElse("");
        }

        String cache() {
            return header("cache-status").replaceFirst("^meridian-sgp; ", "");
        }

        String text() {
            return body.toString();
        }
    }

    Future<Reply> send(HttpMethod method, String host, String uri, Map<String, String> headers, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri);
        return OnContext.begin(
                vertx,
                () -> user.request(options).compose(request -> {
                    request.authority(HostAndPort.create(host, port));
                    headers.forEach(request::putHeader);
                    return request.send(body)
                            .compose(response -> response.body()
                                    .map(whole -> new Reply(response.statusCode(), response.headers(), whole)));
                }));
    }

    Reply ask(HttpMethod method, String host, String uri, Map<String, String> headers, Buffer body) {
        return await(send(method, host, uri, headers, body));
    }

    Reply get(String uri, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of("x-appwrite-project", "p1"));
        all.putAll(pairs(headers));
        return ask(HttpMethod.GET, "localhost", uri, all, Buffer.buffer());
    }

    /** Asks at a host of its own. */
    Reply at(String host, String uri, String... headers) {
        return ask(HttpMethod.GET, host, uri, pairs(headers), Buffer.buffer());
    }

    private static Map<String, String> pairs(String... headers) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            pairs.put(headers[i], headers[i + 1]);
        }
        return pairs;
    }

    int underWay() {
        return edge.underWay();
    }

    int port() {
        return port;
    }

    static <T> T await(Future<T> future) {
        return await(future, Duration.ofSeconds(10));
    }

    static <T> T await(Future<T> future, Duration within) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not succeed within " + within, e);
        }
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come about within 10 s");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        await(door.close(Duration.ZERO));
        await(edge.close());
        await(regionDoor.close(Duration.ZERO));
        await(relay.close());
        await(vertx.close());
    }

    private final class HeldRegistry implements Registry {

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public boolean isConfirmed(String region, Duration within) {
            return isConfirmed.get();
        }

        @Override
        public RegistrySnapshot snapshot() {
            return registry.get();
        }

        @Override
        public Future<Void> refresh(Duration most) {
            news.getAndSet(() -> {}).run();
            return Future.succeededFuture();
        }

        @Override
        public void onChange(Handler<RegistrySnapshot> handler) {
            listeners.add(handler);
        }
    }

    /** Who hears, and where. */
    record Subscriber(Context context, Handler<Buffer> handler) {

        Future<Void> hear(Buffer event) {
            Promise<Void> heard = Promise.promise();
            context.runOnContext(turn -> {
                handler.handle(event);
                heard.complete();
            });
            return heard.future();
        }
    }

    private final class LocalEvents implements EventPlane {

        @Override
        public void publish(String address, Buffer event) {
            if (address.equals("cache.receipt")) {
                receipts.add(event);
            }
            subscribers.getOrDefault(address, List.of()).forEach(subscriber -> subscriber.hear(event));
        }

        @Override
        public Subscription subscribe(String address, Handler<Buffer> handler) {
            Subscriber subscriber = new Subscriber(vertx.getOrCreateContext(), handler);
            subscribers
                    .computeIfAbsent(address, key -> new CopyOnWriteArrayList<>())
                    .add(subscriber);
            return () -> subscribers.getOrDefault(address, new ArrayList<>()).remove(subscriber);
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
            return Future.failedFuture(new UnsupportedOperationException("edges claim nothing"));
        }

        @Override
        public Future<Optional<String>> holder(String kind, String name) {
            return Future.failedFuture(new UnsupportedOperationException("edges claim nothing"));
        }

        @Override
        public Future<Void> release(String kind, String name, String holder) {
            return Future.failedFuture(new UnsupportedOperationException("edges claim nothing"));
        }
    }
}
