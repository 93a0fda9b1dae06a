package dev.meridian.core.topology;

import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The network as this node sees it. Safe for use by many threads; each answer is one moment's. */
public interface Topology {

    /** Every node known, reachable or not, by name. */
    List<NodeView> nodes();

    default List<NodeView> nodes(Kind kind) {
        return nodes().stream().filter(node -> node.info().getKind() == kind).toList();
    }

    default Optional<NodeView> region(String site) {
        return nodes(Kind.KIND_REGION).stream()
                .filter(node -> node.info().getSite().equals(site))
                .max((a, b) -> Boolean.compare(a.isUsable(), b.isUsable()));
    }

    /** What was last heard of a node, this one included. What it told of others may be left out. */
    default Optional<Heartbeat> lastHeard(String node) {
        return Optional.empty();
    }

    /**
     * How long a round trip between two nodes takes, as the first of them last told.
     *
     * @param from name of the node that measured
     * @param to name of the other
     * @return empty if it is not known
     */
    default Optional<Duration> roundTrip(String from, String to) {
        return Optional.empty();
    }
}
