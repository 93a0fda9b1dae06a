package dev.meridian.core.time;

import java.time.Duration;

/**
 * A moment by which an answer must have been given, on the monotonic clock of this process.
 *
 * @param nanoTime as {@link System#nanoTime()}, or {@link Long#MAX_VALUE} for never
 */
public record Deadline(long nanoTime) {

    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    public static Deadline after(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** The deadline that crossed a hop as what was left of it; 0 stands for none. */
    public static Deadline ofRemainingMillis(long millis) {
        return millis == 0 ? NEVER : after(Duration.ofMillis(millis));
    }

    public boolean isNever() {
        return nanoTime == Long.MAX_VALUE;
    }

    public boolean hasPassed() {
        return !isNever() && System.nanoTime() - nanoTime >= 0;
    }

    /** What is left, at least 1 when not yet passed, or 0 for {@link #NEVER}: the form in which it crosses a hop. */
    public long remainingMillis() {
        return isNever() ? 0 : Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000);
    }

    /** The nearer of this and a time from now. */
    public Deadline orWithin(Duration duration) {
        Deadline other = after(duration);
        return isNever() || nanoTime - other.nanoTime > 0 ? other : this;
    }
}
