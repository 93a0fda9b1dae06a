package dev.meridian.router.map;

import dev.meridian.proto.topology.v1.Counts;
import dev.meridian.proto.topology.v1.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/** How fast the counts of one node grow, over the heartbeats of the last ten seconds. Not safe for several threads. */
final class NodeRates {

    private static final int MOST = 11;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Instant heardAt = Instant.MIN;

    /** What of a heartbeat is kept: the rest of it is large. */
    private record Sample(long startedAtMillis, long sequence, long sentAtMillis, Counts counts) {

        static Sample of(Heartbeat beat) {
            return new Sample(
                    beat.getNode().getStartedAtMillis(), beat.getSequence(), beat.getSentAtMillis(), beat.getCounts());
        }

        boolean isOfSameStart(Sample other) {
            return startedAtMillis == other.startedAtMillis;
        }
    }

    void hear(Heartbeat beat, Instant now) {
        Sample sample = Sample.of(beat);
        if (!samples.isEmpty() && sample.isOfSameStart(samples.getLast())) {
            if (sample.sequence() <= samples.getLast().sequence()) {
                return;
            }
        } else {
            samples.clear();
        }
        samples.addLast(sample);
        heardAt = now;
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    OptionalDouble requestsPerSecond(Instant now) {
        return perSecond(Counts::getRequests, now);
    }

    OptionalDouble executionsPerSecond(Instant now) {
        return perSecond(Counts::getExecutions, now);
    }

    /** The share of hits of late; where nothing was asked of late, that since the node's start. */
    OptionalDouble hitRatio() {
        if (samples.isEmpty()) {
            return OptionalDouble.empty();
        }
        OptionalDouble late = ratio(growth(Counts::getCacheHits), growth(Counts::getCacheMisses));
        Counts all = samples.getLast().counts();
        return late.isPresent() ? late : ratio(all.getCacheHits(), all.getCacheMisses());
    }

    private OptionalDouble perSecond(ToLongFunction<Counts> count, Instant now) {
        if (samples.size() < 2 || heardAt.plus(SILENCE).isBefore(now)) {
            return OptionalDouble.empty();
        }
        double seconds = (samples.getLast().sentAtMillis() - samples.getFirst().sentAtMillis()) / 1000.0;
        return seconds > 0 ? OptionalDouble.of(growth(count) / seconds) : OptionalDouble.empty();
    }

    private long growth(ToLongFunction<Counts> count) {
        return Math.max(
                0,
                count.applyAsLong(samples.getLast().counts())
                        - count.applyAsLong(samples.getFirst().counts()));
    }

    private static OptionalDouble ratio(long hits, long misses) {
        return hits + misses > 0 ? OptionalDouble.of((double) hits / (hits + misses)) : OptionalDouble.empty();
    }
}
