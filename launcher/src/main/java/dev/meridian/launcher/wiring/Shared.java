package dev.meridian.launcher.wiring;

import dev.meridian.core.cluster.ClusteredEventPlane;
import dev.meridian.core.id.Ids;
import dev.meridian.core.latency.RoundTripSampler;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.registry.RegistryMirror;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.NetworkTopology;
import dev.meridian.core.topology.PrivatePaths;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What every kind of node has: the parts of its context, in the order in which they start. */
final class Shared {

    private static final long TELL_ROUND_TRIPS_MILLIS = 10_000;
    private static final Duration WAITS_FOR_CLUSTER = Duration.ofSeconds(30);
    private static final long LOOKS_MILLIS = 200;

    private final NodeContext context;
    private final NodeInfo info;
    private final Work work;
    private final RelayClient relay;
    private final Optional<PrivatePaths> paths;
    private final ClusteredEventPlane events;
    private final NetworkTopology topology;
    private final RegistryMirror registry;
    private final RoundTripSampler roundTrips;
    private volatile boolean isDraining;

    private Shared(
            NodeContext context,
            NodeInfo info,
            Work work,
            RelayClient relay,
            Optional<PrivatePaths> paths,
            ClusteredEventPlane events,
            NetworkTopology topology,
            RegistryMirror registry) {
        this.context = context;
        this.info = info;
        this.work = work;
        this.relay = relay;
        this.paths = paths;
        this.events = events;
        this.topology = topology;
        this.registry = registry;
        this.roundTrips = new RoundTripSampler(info, digest -> events.publish(RoundTripSampler.DIGESTS, digest));
        context.vertx().setPeriodic(TELL_ROUND_TRIPS_MILLIS, ignored -> roundTrips.tell());
    }

    /** Needs no other node: what cannot be reached is awaited in the background. */
    static Future<Shared> start(NodeSettings asked, DoorSettings doors) throws IOException {
        NodeSettings settings = withPorts(asked);
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(doors.loops()).setPreferNativeTransport(true));
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        Telemetry telemetry = new Telemetry();
        Work work = new Work(telemetry);
        NodeInfo info = info(settings, doors.privatePaths(), clock);
        RelayClient relay = new RelayClient(vertx, doors.relayTls(), settings.name());
        ClusteredEventPlane events = ClusteredEventPlane.start(vertx, settings, telemetry, random);
        return NetworkTopology.start(vertx, settings, info, events, relay, clock, telemetry, work::load)
                .compose(topology -> RegistryMirror.start(vertx, settings, relay, topology, telemetry, random)
                        .map(registry -> {
                            Optional<PrivatePaths> paths = doors.privatePaths()
                                    ? Optional.of(
                                            PrivatePaths.start(vertx, topology, relay, telemetry, NodeInfo::getCarries))
                                    : Optional.empty();
                            NodeContext context = new NodeContext(
                                    settings,
                                    vertx,
                                    clock,
                                    new Ids(clock, random),
                                    telemetry,
                                    events,
                                    topology,
                                    registry,
                                    relay);
                            return new Shared(context, info, work, relay, paths, events, topology, registry);
                        }))
                .onFailure(failure -> vertx.close());
    }

    NodeContext context() {
        return context;
    }

    NodeInfo info() {
        return info;
    }

    Work work() {
        return work;
    }

    NetworkTopology topology() {
        return topology;
    }

    /** Empty where this node neither uses nor carries tunnels. */
    Optional<PrivatePaths> paths() {
        return paths;
    }

    RegistryMirror registry() {
        return registry;
    }

    /** Takes the round trips of clients of this node's doors. */
    RoundTripSampler roundTrips() {
        return roundTrips;
    }

    /**
     * Tells that this node serves: a region as soon as names can be claimed, without which no project can be made; its
     * doors are open before, and after a while it serves without.
     *
     * @return succeeds when it has been told
     */
    Future<Void> serving() {
        Instant since = context.clock().instant();
        Promise<Void> told = Promise.promise();
        serve(since, told);
        return told.future();
    }

    private void serve(Instant since, Promise<Void> told) {
        if (isDraining) {
            told.fail("the node is stopping");
            return;
        }
        boolean isWhole = info.getKind() != Kind.KIND_REGION || events.mayClaim();
        if (isWhole || context.clock().instant().isAfter(since.plus(WAITS_FOR_CLUSTER))) {
            topology.announce(State.STATE_SERVING);
            told.complete();
        } else {
            context.vertx().setTimer(LOOKS_MILLIS, ignored -> serve(since, told));
        }
    }

    /** Tells everyone, and gives them a moment to hear it before the doors close. */
    Future<Void> draining() {
        isDraining = true;
        context.telemetry().readyWhen("not draining", () -> false);
        topology.announce(State.STATE_DRAINING);
        return context.vertx().timer(300, TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** Vert.x last, and from a thread of its own: none of its loops is left to hear that it has closed. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        paths.map(PrivatePaths::close)
                .orElseGet(Future::succeededFuture)
                .transform(ignored -> registry.close())
                .transform(ignored -> topology.close())
                .transform(ignored -> events.close())
                .transform(ignored -> relay.close())
                .onComplete(ignored ->
                        Thread.startVirtualThread(() -> context.vertx().close().onComplete(closed)));
        return closed.future();
    }

    private static NodeInfo info(NodeSettings settings, boolean carries, InstantSource clock) {
        return NodeInfo.newBuilder()
                .setName(settings.name())
                .setKind(settings.kind())
                .setSite(settings.site().code())
                .setLatitude(settings.site().latitude())
                .setLongitude(settings.site().longitude())
                .setCountry(settings.site().country())
                .setHttpAddress(settings.advertisedHost() + ":" + settings.httpPort())
                .setRelayAddress(settings.advertisedHost() + ":" + settings.relayPort())
                .setVersion(version())
                .setStartedAtMillis(clock.millis())
                .setCarries(carries)
                .build();
    }

    private static String version() {
        String version = Shared.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** A port that was left to choice is chosen now, since others are told of it before a door opens. */
    private static NodeSettings withPorts(NodeSettings settings) throws IOException {
        return settings.withPorts(
                settings.httpPort() == 0 ? freePort(settings.httpHost()) : settings.httpPort(),
                settings.relayPort() == 0 ? freePort(settings.relayHost()) : settings.relayPort());
    }

    private static int freePort(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        }
    }
}
