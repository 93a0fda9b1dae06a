package dev.meridian.core.registry;

import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The registry of all regions, mirrored: one watch a region, one snapshot of all, one folder that lets a node start with
 * every region down. What happens inside happens on one context.
 */
public final class RegistryMirror implements Registry {

    private static final long TICK_MILLIS = 200;
    private static final int MOST_REFRESHING = 1_024;

    private final Context context;
    private final NodeSettings settings;
    private final Relay relay;
    private final Topology topology;
    private final MeterRegistry metrics;
    private final RandomGenerator random;
    /** Changed on the context only. */
    private final Map<String, RegionWatch> watches = new ConcurrentHashMap<>();

    private volatile boolean current;
    private final SnapshotBuilder builder;
    private final Refresh refresh;
    private final Keeping keeping;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile RegistrySnapshot snapshot = RegistrySnapshot.EMPTY;
    private volatile Set<String> held = Set.of();
    private final AtomicInteger refreshing = new AtomicInteger();
    private long timer;

    private RegistryMirror(
            Vertx vertx,
            NodeSettings settings,
            Relay relay,
            Topology topology,
            Telemetry telemetry,
            RandomGenerator random) {
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.relay = relay;
        this.topology = topology;
        this.metrics = telemetry.metrics();
        this.random = random;
        this.builder = new SnapshotBuilder(vertx, watches, this::publish);
        this.refresh = new Refresh(watches, builder);
        this.keeping =
                new Keeping(vertx, watches, new ReplicaFolder(settings.data().resolve("registry")));
    }

    /**
     * Loads what was kept and begins to watch. Succeeds once the snapshot holds what was kept, be any region up or not;
     * fails only if the data folder cannot be read.
     */
    public static Future<RegistryMirror> start(
            Vertx vertx,
            NodeSettings settings,
            Relay relay,
            Topology topology,
            Telemetry telemetry,
            RandomGenerator random) {
        RegistryMirror mirror = new RegistryMirror(vertx, settings, relay, topology, telemetry, random);
        Promise<RegistryMirror> started = Promise.promise();
        mirror.context.runOnContext(
                turn -> mirror.keeping.load().compose(mirror::begin).map(mirror).onComplete(started));
        return started.future();
    }

    @Override
    public RegistrySnapshot snapshot() {
        return snapshot;
    }

    @Override
    public Future<Void> refresh(Duration most) {
        if (refreshing.incrementAndGet() > MOST_REFRESHING) {
            refreshing.decrementAndGet();
            return Future.succeededFuture();
        }
        Context caller = context.owner().getOrCreateContext();
        Promise<Void> refreshed = Promise.promise();
        context.runOnContext(turn -> refresh.ask()
                .timeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(end -> {
                    refreshing.decrementAndGet();
                    caller.runOnContext(back -> refreshed.complete());
                }));
        return refreshed.future();
    }

    @Override
    public void onChange(Handler<RegistrySnapshot> handler) {
        listeners.add(new Listener(context.owner().getOrCreateContext(), handler));
    }

    @Override
    public boolean isCurrent() {
        return current;
    }

    @Override
    public boolean isConfirmed(String region, Duration within) {
        RegionWatch watch = watches.get(region);
        return watch != null && watch.isCurrent() && watch.age().compareTo(within) <= 0;
    }

    /** Whether every region of the settings has been listed whole, now or in an earlier life of this node. */
    public boolean isComplete() {
        return held.containsAll(settings.regions());
    }

    /** Ends the streams and keeps what is held. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> {
            context.owner().cancelTimer(timer);
            watches.values().forEach(RegionWatch::close);
            keeping.last().onComplete(closed);
        });
        return closed.future();
    }

    private Future<Void> begin(List<RegionReplica> kept) {
        kept.forEach(this::watch);
        return builder.build().onSuccess(built -> {
            tick();
            timer = context.owner().setPeriodic(TICK_MILLIS, id -> tick());
        });
    }

    private void tick() {
        Set<String> regions = Stream.concat(
                        settings.regions().stream(),
                        topology.nodes(Kind.KIND_REGION).stream()
                                .map(node -> node.info().getSite()))
                .collect(Collectors.toCollection(TreeSet::new));
        regions.removeAll(watches.keySet());
        regions.forEach(region -> watch(new RegionReplica(region)));
        watches.values().forEach(RegionWatch::tick);
        current = watches.keySet().containsAll(settings.regions())
                && settings.regions().stream()
                        .map(watches::get)
                        .filter(Objects::nonNull)
                        .allMatch(RegionWatch::isCurrent);
        keeping.tick();
    }

    private void watch(RegionReplica replica) {
        String region = replica.region();
        RegionWatch watch =
                new RegionWatch(replica, settings.name(), relay, topology, random, () -> builder.changed(region));
        watches.put(region, watch);
        Gauge.builder("meridian.registry.version", watch, RegionWatch::version)
                .tag("region", region)
                .register(metrics);
        Gauge.builder("meridian.registry.age.seconds", watch, one -> one.age().toMillis() / 1000.0)
                .tag("region", region)
                .register(metrics);
    }

    private void publish(RegistrySnapshot built) {
        snapshot = built;
        held = watches.values().stream()
                .map(RegionWatch::replica)
                .filter(replica -> !replica.epoch().isEmpty())
                .map(RegionReplica::region)
                .collect(Collectors.toUnmodifiableSet());
        listeners.forEach(listener -> listener.offer(built));
    }
}
