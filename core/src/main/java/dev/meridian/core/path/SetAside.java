package dev.meridian.core.path;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Nodes that failed to carry, each left alone for a while that doubles with every failure. Not safe for several threads. */
final class SetAside {

    private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MOST_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int NODES_MOST = 32;

    /** @param nanos how long this time */
    private record Turn(long nanos, long untilNanos) {}

    /** The one that failed longest ago first. */
    private final Map<String, Turn> turns = new LinkedHashMap<>();

    void failed(String node, long now) {
        Turn before = turns.remove(node);
        long nanos = before == null ? LEAST_NANOS : Math.min(2 * before.nanos, MOST_NANOS);
        if (turns.size() >= NODES_MOST) {
            turns.remove(turns.keySet().iterator().next());
        }
        turns.put(node, new Turn(nanos, now + nanos));
    }

    boolean has(String node, long now) {
        Turn turn = turns.get(node);
        return turn != null && now - turn.untilNanos < 0;
    }

    void forgive(String node) {
        turns.remove(node);
    }
}
