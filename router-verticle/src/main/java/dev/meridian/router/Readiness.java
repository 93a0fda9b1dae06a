package dev.meridian.router;

import dev.meridian.core.registry.Registry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Whether the network behind a router can serve.
 *
 * <p>After its start a router waits for every region to serve, for what each tells of, and for an edge, so that a network is not called ready in pieces. If some
 * of it is down it waits only {@link #START} long; from then on, one usable node is enough: what lives is served.
 */
final class Readiness {

    private static final Duration START = Duration.ofSeconds(30);

    private final Topology topology;
    private final Registry registry;
    private final List<String> regions;
    private final InstantSource clock;
    private final Instant startEnds;
    private volatile boolean wasWhole;

    Readiness(Topology topology, Registry registry, List<String> regions, InstantSource clock) {
        this.topology = topology;
        this.registry = registry;
        this.regions = regions;
        this.clock = clock;
        this.startEnds = clock.instant().plus(START);
    }

    boolean holds() {
        List<NodeView> usable =
                topology.nodes().stream().filter(NodeView::isUsable).toList();
        if (!wasWhole) {
            wasWhole = isWhole(usable) || clock.instant().isAfter(startEnds);
        }
        return wasWhole && usable.stream().anyMatch(node -> node.info().getKind() != Kind.KIND_ROUTER);
    }

    private boolean isWhole(List<NodeView> usable) {
        return registry.isCurrent()
                && usable.stream().anyMatch(node -> node.info().getKind() == Kind.KIND_EDGE)
                && regions.stream().allMatch(region -> usable.stream().anyMatch(node -> isServing(node, region)));
    }

    private static boolean isServing(NodeView node, String site) {
        return node.state() == State.STATE_SERVING
                && node.info().getKind() == Kind.KIND_REGION
                && node.info().getSite().equals(site);
    }
}
