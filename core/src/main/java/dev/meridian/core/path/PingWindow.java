package dev.meridian.core.path;

import java.time.Duration;
import java.util.Arrays;

/**
 * The last pings of a link. A ping that took a retransmission longer than others counts as lost, not as slow: TCP hides
 * the loss itself. When all of them have become slower, the link has, and none was lost. Not safe for several threads.
 */
public final class PingWindow {

    /** The last 2 seconds of four pings a second. */
    private static final int RECENT = 8;

    private static final int KEPT = 32;

    /** Less than the 200 ms after which TCP sends again at the earliest, more than a busy machine holds a ping up. */
    private static final long LATE_NANOS = Duration.ofMillis(150).toNanos();

    private final long[] nanos = new long[KEPT];
    private int seen;

    /** @param roundTripNanos what a ping took until its answer */
    public void add(long roundTripNanos) {
        nanos[seen % KEPT] = Math.max(0, roundTripNanos);
        seen = seen == Integer.MAX_VALUE ? KEPT + seen % KEPT : seen + 1;
    }

    public void clear() {
        seen = 0;
    }

    public boolean isEmpty() {
        return seen == 0;
    }

    /** The median of the last 2 seconds; the share that was late of the last 8, none while there are too few to tell. */
    public LinkQuality quality() {
        if (seen == 0) {
            throw new IllegalStateException("no ping was answered yet");
        }
        long median = median();
        int kept = Math.min(seen, KEPT);
        int late = 0;
        for (int i = 0; i < kept; i++) {
            if (nanos[i] > median + LATE_NANOS) {
                late++;
            }
        }
        return new LinkQuality(Duration.ofNanos(median), kept < RECENT ? 0 : (double) late / kept);
    }

    private long median() {
        int count = Math.min(seen, RECENT);
        long[] recent = new long[count];
        for (int i = 0; i < count; i++) {
            recent[i] = nanos[(seen - 1 - i) % KEPT];
        }
        Arrays.sort(recent);
        return recent[(count - 1) / 2];
    }
}
