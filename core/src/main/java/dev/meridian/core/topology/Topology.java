package dev.meridian.core.topology;

import dev.meridian.proto.topology.v1.Kind;
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
}
