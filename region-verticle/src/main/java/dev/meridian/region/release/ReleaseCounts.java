package dev.meridian.region.release;

import dev.meridian.core.residency.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often this region gave something of a project to a node, or refused to, until it is written to the trail. Bounded: a
 * name that nobody knows counts as one of many. Safe for use by many threads.
 */
public final class ReleaseCounts {

    private static final int MOST = 20_000;

    /** What was counted together. */
    public record Key(String project, String node, Act act, long version, boolean denied) {}

    /** How often. */
    public record Counted(Key key, long count) {}

    private final Map<Key, Long> tallies = new ConcurrentHashMap<>();
    private final AtomicLong lost = new AtomicLong();

    /** @param node as it is known, or claims to be */
    void add(String project, String node, Act act, long version, boolean denied) {
        Key key = new Key(project, node.length() > 63 ? node.substring(0, 63) : node, act, version, denied);
        if (tallies.size() >= MOST && !tallies.containsKey(key)) {
            lost.incrementAndGet();
        } else {
            tallies.merge(key, 1L, Long::sum);
        }
    }

    /** Takes all that was counted until now. */
    public List<Counted> take() {
        List<Counted> taken = new ArrayList<>();
        for (Key key : tallies.keySet()) {
            tallies.computeIfPresent(key, (same, count) -> {
                taken.add(new Counted(key, count));
                return null;
            });
        }
        return taken;
    }

    /** Takes the number of what no room was found for. */
    public long takeLost() {
        return lost.getAndSet(0);
    }
}
