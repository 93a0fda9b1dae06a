package dev.meridian.router.route;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.geo.UnitVector;

/**
 * A node as the planner sees it: as it was last heard, and how it has fared.
 *
 * @param at where it stands
 */
public record Member(NodeView node, Condition condition, UnitVector at) {

    static Member of(NodeView node, Condition condition) {
        return new Member(
                node,
                condition,
                UnitVector.of(node.info().getLatitude(), node.info().getLongitude()));
    }

    String name() {
        return node.info().getName();
    }

    String site() {
        return node.info().getSite();
    }

    boolean isEjected() {
        return !condition.ejection().isEmpty();
    }

    /** Why it may not be asked whatever else is there; empty if it may. */
    String obstacle() {
        if (node.state() == State.STATE_DRAINING) {
            return "draining";
        }
        if (node.state() == State.STATE_STOPPED) {
            return "stopped";
        }
        return node.isUsable() ? "" : "not reachable over the relay";
    }
}
