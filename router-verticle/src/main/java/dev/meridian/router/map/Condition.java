package dev.meridian.router.map;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.State;
import java.util.Locale;

/** How a node is, seen from this router: what it says of itself, and whether the relay reaches it. */
enum Condition {
    SERVING("the relay reaches it, and it serves"),
    STARTING("it has not said yet that it serves"),
    DRAINING("it said that it drains"),
    STOPPED("it said that it stops"),
    UNREACHABLE("the relay does not reach it");

    private final String reason;

    Condition(String reason) {
        this.reason = reason;
    }

    static Condition of(NodeView node) {
        if (node.state() == State.STATE_STOPPED) {
            return STOPPED;
        }
        if (!node.reachable()) {
            return UNREACHABLE;
        }
        return switch (node.state()) {
            case STATE_DRAINING -> DRAINING;
            case STATE_STARTING -> STARTING;
            case STATE_SERVING, STATE_STOPPED, STATE_UNSPECIFIED, UNRECOGNIZED -> SERVING;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String reason() {
        return reason;
    }
}
