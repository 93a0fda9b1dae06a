package dev.meridian.core.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.KnownNodes;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.NodesGrpcService;
import dev.meridian.proto.topology.v1.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network as heartbeats tell it, as peers describe it, and as it was when this node last ran; reachability as the
 * relay sees it. What happens inside happens on one context; readers see its last picture, at most a fifth of a second
 * old.
 */
public final class NetworkTopology implements Topology {

    /** Where heartbeats are published. */
    public static final String HEARTBEATS = "topology.heartbeat";

    private static final Logger log = LoggerFactory.getLogger(NetworkTopology.class);

    private static final long LOOK_MILLIS = 200;
    private static final long BEAT_MILLIS = 1_000;
    private static final long ASK_MILLIS = 2_000;
    private static final long KEEP_MILLIS = 5_000;

    /** One moment's picture. */
    private record Picture(List<NodeView> nodes, Map<String, Heartbeat> heartbeats) {}

    private final Vertx vertx;
    private final Context context;
    private final InstantSource clock;
    private final Relay relay;
    private final EventPlane events;
    private final SelfReport self;
    private final NodeTable table;
    private final Inquiry inquiry;
    private final KnownNodesFile file;
    private final Counter ignored;
    private final List<Long> timers = new ArrayList<>();
    private volatile Picture picture;
    private EventPlane.Subscription subscription = () -> {};
    private volatile Heartbeat lastBeat = Heartbeat.getDefaultInstance();
    private boolean unkept;
    private boolean namesakeSeen;

    private NetworkTopology(
            Vertx vertx,
            NodeSettings settings,
            SelfReport self,
            EventPlane events,
            Relay relay,
            InstantSource clock,
            Telemetry telemetry) {
        MeterRegistry metrics = telemetry.metrics();
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.relay = relay;
        this.events = events;
        this.self = self;
        this.table = new NodeTable(self.info().getName());
        this.inquiry = new Inquiry(self.info(), settings.seeds(), relay, table);
        this.file = new KnownNodesFile(settings.data().resolve("nodes.known"));
        this.ignored = metrics.counter("meridian.topology.heartbeats.ignored");
        this.picture = new Picture(List.of(self.view()), Map.of());
        Gauge.builder(
                        "meridian.topology.nodes",
                        this,
                        topology -> topology.picture.nodes().size())
                .register(metrics);
        Gauge.builder(
                        "meridian.topology.reachable",
                        this,
                        topology -> topology.picture.nodes().stream()
                                .filter(NodeView::reachable)
                                .count())
                .register(metrics);
    }

    /**
     * Loads what was known, then begins to listen, to tell and to ask. Succeeds once what was known is in force, be any
     * other node up or not.
     *
     * @param info this node, with the addresses at which it is really bound
     * @param load asked on the topology's context, each second and more; must not block
     */
    public static Future<NetworkTopology> start(
            Vertx vertx,
            NodeSettings settings,
            NodeInfo info,
            EventPlane events,
            Relay relay,
            InstantSource clock,
            Telemetry telemetry,
            Supplier<Load> load) {
        NetworkTopology topology = new NetworkTopology(
                vertx,
                settings,
                new SelfReport(info, clock, load, new Flows(relay::exchanges), telemetry),
                events,
                relay,
                clock,
                telemetry);
        Promise<NetworkTopology> started = Promise.promise();
        topology.context.runOnContext(turn -> vertx.executeBlocking(topology.file::read, false)
                .onSuccess(topology::begin)
                .map(topology)
                .onComplete(started));
        return started.future();
    }

    @Override
    public List<NodeView> nodes() {
        return picture.nodes();
    }

    @Override
    public Optional<Heartbeat> lastHeard(String node) {
        return Optional.ofNullable(picture.heartbeats().get(node));
    }

    @Override
    public Optional<Duration> roundTrip(String from, String to) {
        Heartbeat heartbeat = picture.heartbeats().get(from);
        return heartbeat == null
                ? Optional.empty()
                : heartbeat.getRoundTripsList().stream()
                        .filter(trip -> trip.getNode().equals(to))
                        .map(trip -> Duration.ofNanos(1_000L * trip.getMicros()))
                        .findFirst();
    }

    List<NodeView> others() {
        return picture.nodes().stream()
                .filter(node -> !node.info().getName().equals(self.info().getName()))
                .toList();
    }

    /** The last that was heard of each node, this one included, by name. */
    Map<String, Heartbeat> heartbeats() {
        return picture.heartbeats();
    }

    /** Enters a state and tells everyone at once. */
    public void announce(State state) {
        context.runOnContext(turn -> {
            self.enter(state);
            beat();
            look();
        });
    }

    /** Answers {@code topology.v1.Nodes}; belongs on the relay door. */
    public Service service() {
        return NodesGrpcService.of(new Description(() -> lastBeat, () -> picture.heartbeats()));
    }

    /** Tells that this node stops, and keeps what it knows. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> {
            timers.forEach(vertx::cancelTimer);
            subscription.cancel();
            self.enter(State.STATE_STOPPED);
            beat();
            keep().onComplete(closed);
        });
        return closed.future();
    }

    private void begin(KnownNodes known) {
        table.restore(known);
        subscription = events.subscribe(HEARTBEATS, this::hear);
        beat();
        look();
        inquiry.begin();
        timers.add(vertx.setPeriodic(LOOK_MILLIS, id -> look()));
        timers.add(vertx.setPeriodic(BEAT_MILLIS, id -> beat()));
        timers.add(vertx.setPeriodic(LOOK_MILLIS, ASK_MILLIS, id -> inquiry.ask(clock.instant(), this::hear)));
        timers.add(vertx.setPeriodic(KEEP_MILLIS, id -> tidy()));
    }

    private void hear(Buffer event) {
        try {
            hear(Heartbeat.parseFrom(event.getBytes()));
        } catch (InvalidProtocolBufferException e) {
            ignored.increment();
            log.atDebug().setCause(e).log("A heartbeat does not parse");
        }
    }

    private void hear(Heartbeat heartbeat) {
        if (heartbeat.getNode().equals(self.info())) {
            return;
        }
        switch (table.hear(heartbeat, clock.instant())) {
            case NodeTable.Taken taken -> {
                if (taken.stateChanged()) {
                    unkept = true;
                    look();
                }
            }
            case NodeTable.Ignored why -> {
                ignored.increment();
                warnOfNamesake(heartbeat.getNode());
                log.atTrace().addKeyValue("reason", why.reason()).log("A heartbeat is ignored");
            }
        }
    }

    private void warnOfNamesake(NodeInfo info) {
        boolean namesake = info.getName().equals(self.info().getName())
                && info.getStartedAtMillis() > self.info().getStartedAtMillis();
        if (namesake && !namesakeSeen) {
            namesakeSeen = true;
            log.atError()
                    .addKeyValue("node", info.getName())
                    .addKeyValue("relay", info.getRelayAddress())
                    .log("Another node runs under this node's name; give each its own node.name");
        }
    }

    private void beat() {
        Heartbeat heartbeat = self.heartbeat(picture.nodes(), relay::direct);
        lastBeat = heartbeat;
        events.publish(HEARTBEATS, Buffer.buffer(heartbeat.toByteArray()));
    }

    private void look() {
        List<NodeView> views = new ArrayList<>();
        views.add(self.view());
        table.entries().forEach(entry -> views.add(view(entry)));
        views.sort(Comparator.comparing(view -> view.info().getName()));
        Map<String, Heartbeat> heartbeats = table.entries().stream()
                .collect(Collectors.toMap(entry -> entry.info().getName(), NodeTable.Entry::last));
        heartbeats.put(self.info().getName(), lastBeat);
        picture = new Picture(List.copyOf(views), heartbeats);
    }

    private NodeView view(NodeTable.Entry entry) {
        Heartbeat last = entry.last();
        return switch (relay.link(entry.relay())) {
            case LinkState.Up up ->
                new NodeView(last.getNode(), last.getState(), true, up.roundTrip(), last.getLoad(), up.path());
            case LinkState.Connecting connecting -> unreachable(last);
            case LinkState.Down down -> unreachable(last);
        };
    }

    private static NodeView unreachable(Heartbeat last) {
        return new NodeView(last.getNode(), last.getState(), false, Duration.ZERO, last.getLoad());
    }

    private void tidy() {
        Instant now = clock.instant();
        unkept |= table.forget(now, entry -> relay.link(entry.relay()) instanceof LinkState.Up);
        if (unkept) {
            Future<Void> written = keep();
            written.onFailure(failure -> log.atWarn().setCause(failure).log("The known nodes cannot be kept on disk"));
        }
    }

    private Future<Void> keep() {
        KnownNodes known = table.kept();
        unkept = false;
        return vertx.executeBlocking(() -> file.write(known)).mapEmpty();
    }
}
