package dev.meridian.core.topology;

import dev.meridian.core.path.LinkQuality;
import dev.meridian.proto.topology.v1.Heartbeat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Direct links between other nodes, as their last heartbeats told them; read out when they are asked for. On one context. */
final class ToldLinks {

    /**
     * @param start of the node that told them
     * @param sequence of the heartbeat; the next one makes them anew
     */
    private record Told(long start, long sequence, Map<String, LinkQuality> links) {

        static Told in(Heartbeat heartbeat) {
            return new Told(
                    heartbeat.getNode().getStartedAtMillis(), heartbeat.getSequence(), RoundTrips.direct(heartbeat));
        }

        boolean isIn(Heartbeat heartbeat) {
            return sequence == heartbeat.getSequence()
                    && start == heartbeat.getNode().getStartedAtMillis();
        }
    }

    private final Supplier<Map<String, Heartbeat>> heartbeats;
    private final Map<String, Told> told = new HashMap<>();

    /** @param heartbeats the last of each node, by name */
    ToldLinks(Supplier<Map<String, Heartbeat>> heartbeats) {
        this.heartbeats = heartbeats;
    }

    Optional<LinkQuality> between(String from, String to) {
        Heartbeat last = heartbeats.get().get(from);
        if (last == null) {
            return Optional.empty();
        }
        Told known = told.get(from);
        if (known == null || !known.isIn(last)) {
            known = Told.in(last);
            told.put(from, known);
        }
        return Optional.ofNullable(known.links.get(to));
    }

    /** Drops what is no longer heard of. */
    void tidy() {
        told.keySet().retainAll(heartbeats.get().keySet());
    }
}
