package dev.meridian.core.topology;

import dev.meridian.core.relay.PeerAddress;
import dev.meridian.proto.topology.v1.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How many exchanges a second this node sends to each other: the growth of the relay's counts, smoothed exponentially.
 * Not safe for several threads.
 */
final class Flows {

    static final int MOST = 32;

    /** After this time a change has shown in a rate to nearly two thirds. */
    private static final double SMOOTHING_SECONDS = 3;

    /** Less is told as nothing. */
    private static final double LEAST = 0.05;

    private final ToLongFunction<PeerAddress> exchanges;
    private Map<String, Sent> sent = new HashMap<>();
    private Instant lookedAt = Instant.MIN;

    /** What was counted last, and the rate until then. */
    private record Sent(long count, double perSecond) {

        Sent after(long later, double seconds) {
            double present = Math.max(0, later - count) / seconds;
            return new Sent(later, perSecond + (present - perSecond) * (1 - Math.exp(-seconds / SMOOTHING_SECONDS)));
        }
    }

    /** @param exchanges how many were begun with a peer since this node started */
    Flows(ToLongFunction<PeerAddress> exchanges) {
        this.exchanges = exchanges;
    }

    List<Flow> busiest(List<NodeView> others, Instant now) {
        double seconds = lookedAt.equals(Instant.MIN)
                ? SMOOTHING_SECONDS
                : Duration.between(lookedAt, now).toNanos() / 1e9;
        lookedAt = now;
        if (seconds > 0) {
            sent = counted(others, seconds);
        }
        return sent.entrySet().stream()
                .filter(entry -> entry.getValue().perSecond() >= LEAST)
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue().perSecond()))
                .limit(MOST)
                .map(entry -> Flow.newBuilder()
                        .setNode(entry.getKey())
                        .setPerSecond((float) entry.getValue().perSecond())
                        .build())
                .toList();
    }

    private Map<String, Sent> counted(List<NodeView> others, double seconds) {
        Map<String, Sent> counted = new HashMap<>();
        others.forEach(node -> {
            long count = exchanges.applyAsLong(node.relay());
            if (count > 0) {
                String name = node.info().getName();
                counted.put(name, sent.getOrDefault(name, new Sent(0, 0)).after(count, seconds));
            }
        });
        return counted;
    }
}
