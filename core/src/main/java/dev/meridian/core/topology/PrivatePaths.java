package dev.meridian.core.topology;

import dev.meridian.core.path.Candidate;
import dev.meridian.core.path.Link;
import dev.meridian.core.path.PathChooser;
import dev.meridian.core.path.Step;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PathSwitch;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayPath;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.NodeInfo;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the way that calls to each other node take, and has the relay take it. Looks five times a second at nodes whose
 * direct link has changed or to which another way is used or tried, and once a second at all others. Everything happens on
 * one context.
 */
public final class PrivatePaths {

    private static final Logger log = LoggerFactory.getLogger(PrivatePaths.class);

    private static final long LOOK_MILLIS = 200;
    private static final int LOOKS_A_WINDOW = 5;

    private final Vertx vertx;
    private final Context context;
    private final NetworkTopology topology;
    private final RelayClient relay;
    private final Predicate<NodeInfo> mayCarry;
    private final ToldLinks told;
    private final MeterRegistry metrics;
    private final Map<PeerAddress, PathChooser> choosers = new HashMap<>();
    private volatile long tunnelled;
    private long looks;
    private long timer;

    private PrivatePaths(
            Vertx vertx,
            NetworkTopology topology,
            RelayClient relay,
            Telemetry telemetry,
            Predicate<NodeInfo> mayCarry) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.topology = topology;
        this.relay = relay;
        this.mayCarry = mayCarry;
        this.told = new ToldLinks(topology::heartbeats);
        this.metrics = telemetry.metrics();
        Gauge.builder("meridian.relay.tunnelled.peers", this, paths -> paths.tunnelled)
                .register(metrics);
    }

    /** @param mayCarry which nodes this one may send its connections through; must not block */
    public static PrivatePaths start(
            Vertx vertx,
            NetworkTopology topology,
            RelayClient relay,
            Telemetry telemetry,
            Predicate<NodeInfo> mayCarry) {
        PrivatePaths paths = new PrivatePaths(vertx, topology, relay, telemetry, mayCarry);
        paths.context.runOnContext(turn -> paths.timer = vertx.setPeriodic(LOOK_MILLIS, ignored -> paths.look()));
        return paths;
    }

    /**
     * The node to which a tunnel of others may be carried: the one whose relay has an address, if it is another and this
     * node's own link to it is alive. Asked on any thread.
     */
    public Optional<PeerAddress> linked(String relayAddress) {
        return topology.others().stream()
                .filter(node -> node.info().getRelayAddress().equals(relayAddress))
                .map(NodeView::relay)
                .filter(address -> relay.direct(address) instanceof LinkState.Up)
                .findFirst();
    }

    /** Chooses no more; the ways in force stay so. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> {
            vertx.cancelTimer(timer);
            closed.complete();
        });
        return closed.future();
    }

    private void look() {
        boolean window = looks++ % LOOKS_A_WINDOW == 0;
        List<NodeView> others = topology.others();
        Carriers carriers = new Carriers(others, relay, told, mayCarry);
        for (NodeView node : others) {
            PathChooser chooser = choosers.computeIfAbsent(node.relay(), it -> new PathChooser());
            PathSwitch ways = relay.paths(node.relay());
            if (window || !chooser.isCalm(System.nanoTime(), link(ways.direct()))) {
                choose(node, chooser, ways, carriers);
            }
        }
        tunnelled = choosers.values().stream()
                .filter(chooser -> chooser.via().isPresent())
                .count();
        if (window) {
            tidy(others);
        }
    }

    private void choose(NodeView node, PathChooser chooser, PathSwitch ways, Carriers carriers) {
        Link direct = link(ways.direct());
        List<Candidate> candidates = PathChooser.isUnbeatable(direct)
                ? List.of()
                : carriers.to(node.info().getName());
        Link tried = ways.tried().map(PrivatePaths::link).orElseGet(Link.Dead::new);
        PathChooser.Sight sight = new PathChooser.Sight(direct, link(ways.present()), tried, carriers::has, candidates);
        switch (chooser.look(System.nanoTime(), sight)) {
            case Step.Stay stay -> {}
            case Step.Try(String via) -> ways.attempt(new RelayPath.Via(via, carriers.relay(via)));
            case Step.GiveUp(String via) -> ways.giveUp();
            case Step.Adopt(String via, Step.Reason reason) -> {
                changed(node, "via " + via, reason, sight);
                ways.adopt();
            }
            case Step.GoDirect(Step.Reason reason) -> {
                changed(node, "direct", reason, sight);
                ways.goDirect();
            }
        }
    }

    private void changed(NodeView node, String path, Step.Reason reason, PathChooser.Sight sight) {
        String why = reason.name().toLowerCase(Locale.ROOT);
        String to = path.equals("direct") ? path : "via";
        metrics.counter("meridian.relay.path.changes", "to", to, "reason", why).increment();
        log.atInfo()
                .addKeyValue("node", node.info().getName())
                .addKeyValue("path", path)
                .addKeyValue("reason", why)
                .addKeyValue("direct", text(sight.direct()))
                .addKeyValue("before", text(sight.present()))
                .addKeyValue("tried", text(sight.tried()))
                .log("Calls to a node take another path");
    }

    /** Forgets nodes that are known no more. */
    private void tidy(List<NodeView> others) {
        Set<PeerAddress> known = others.stream().map(NodeView::relay).collect(Collectors.toSet());
        choosers.keySet().removeIf(address -> {
            boolean gone = !known.contains(address);
            if (gone) {
                relay.paths(address).giveUp();
                relay.paths(address).goDirect();
            }
            return gone;
        });
        told.tidy();
    }

    private static Link link(LinkState state) {
        return switch (state) {
            case LinkState.Connecting connecting -> new Link.Connecting();
            case LinkState.Up up -> new Link.Alive(up.quality());
            case LinkState.Down down -> new Link.Dead();
        };
    }

    private static String text(Link link) {
        return switch (link) {
            case Link.Connecting connecting -> "unknown";
            case Link.Dead dead -> "down";
            case Link.Alive(var quality) -> Math.round(quality.roundTrip().toNanos() / 1e4) / 1e2 + " ms";
        };
    }
}
