package dev.meridian.core.cluster;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition with a bound. */
public final class Wait {

    private static final long MOST_NANOS = 60_000_000_000L;

    private Wait() {}

    public static void until(String what, BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > MOST_NANOS) {
                throw new AssertionError("in vain was waited until " + what);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("waiting until " + what + " was interrupted");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
