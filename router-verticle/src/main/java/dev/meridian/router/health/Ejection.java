package dev.meridian.router.health;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a node is put aside for its failures: for 30 s the first time, longer each time that it comes back and fails
 * again, 5 minutes at most; for each window of {@link #FORGETS} without, one time less counts. Not safe for several threads.
 */
final class Ejection {

    private static final Duration BASE = Duration.ofSeconds(30);
    private static final int TIMES_MOST = 10;
    private static final Duration FORGETS = Duration.ofSeconds(60);

    private String reason = "";
    private Instant until = Instant.MIN;
    private Instant forgetsAt = Instant.MIN;
    private int times;

    boolean isInForce(Instant now) {
        if (now.isBefore(until)) {
            return true;
        }
        reason = "";
        if (times > 0 && !now.isBefore(forgetsAt)) {
            times--;
            forgetsAt = now.plus(FORGETS);
        }
        return false;
    }

    void begin(Instant now, String why) {
        times = Math.min(TIMES_MOST, times + 1);
        until = now.plus(BASE.multipliedBy(times));
        forgetsAt = until.plus(FORGETS);
        reason = why;
    }

    /** Empty if it is not in force. */
    String reason() {
        return reason;
    }
}
