package dev.meridian.core.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each further attempt: twice as long every time up to a bound, jittered down by up to a half, so
 * that many who failed together do not come again together. Used by one thread or context.
 */
public final class Backoff {

    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Duration next;

    public Backoff(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most;
        this.random = random;
        this.next = least;
    }

    /** What to wait now, between half of it and the whole. */
    public Duration next() {
        Duration now = next;
        Duration twice = now.multipliedBy(2);
        next = twice.compareTo(most) > 0 ? most : twice;
        return Duration.ofNanos(random.nextLong(now.toNanos() / 2, now.toNanos() + 1));
    }

    /** An attempt succeeded. */
    public void reset() {
        next = least;
    }
}
