package dev.meridian.router.health;

import dev.meridian.core.topology.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which share of its clients a node takes for its age: all after {@link #WINDOW}, before that in proportion, so that a
 * cold cache does not meet everybody at once. Among nodes that are all new, as after the start of a network, nobody is
 * spared.
 *
 * @param isEstablished whether most nodes have been up for long
 */
record SlowStart(Instant now, boolean isEstablished) {

    static final Duration WINDOW = Duration.ofSeconds(30);

    private static final double LEAST = 0.1;

    static SlowStart among(List<NodeView> nodes, Instant now) {
        Instant since = now.minus(WINDOW.multipliedBy(2));
        long old =
                nodes.stream().filter(node -> startedAt(node).isBefore(since)).count();
        return new SlowStart(now, 2 * old > nodes.size());
    }

    double share(NodeView node) {
        double age = Duration.between(startedAt(node), now).toMillis();
        return isEstablished ? Math.clamp(age / WINDOW.toMillis(), LEAST, 1) : 1;
    }

    private static Instant startedAt(NodeView node) {
        return Instant.ofEpochMilli(node.info().getStartedAtMillis());
    }
}
