package dev.meridian.functions.host;

import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.Message.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * One stay of a thread inside script, with what bounds it. The lane leaves it, the watchdog stops it; whichever comes
 * first wins, so that an isolate that was left is never terminated afterwards.
 */
final class Entry {

    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private final Isolate isolate;
    private final Bounds bounds;
    private final long startedNanos;
    private final long deadlineNanos;
    private final long cpuBudgetNanos;
    private @Nullable Ending ending;
    private long stoppedNanos;
    private boolean isOver;

    Entry(Isolate isolate, Bounds bounds, long nowNanos, long deadlineNanos, long cpuBudgetNanos) {
        this.isolate = isolate;
        this.bounds = bounds;
        startedNanos = nowNanos;
        this.deadlineNanos = deadlineNanos;
        this.cpuBudgetNanos = cpuBudgetNanos;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Stops the script if it is past a limit, again and again until it obeys. */
    void enforce(long nowNanos, long cpuNanos) {
        if (nowNanos - deadlineNanos >= 0) {
            stop(Ending.TIMEOUT);
        } else if (cpuNanos > cpuBudgetNanos) {
            stop(Ending.CPU_EXCEEDED);
        } else {
            repeatStop();
        }
    }

    /** What the process may grow while this is the entry that has run longest. */
    long allowanceBytes() {
        return bounds.heapBytes() + bounds.externalBytes();
    }

    static boolean isTooMuch(Isolate.Memory memory, Bounds bounds) {
        return memory.heapBytes() > bounds.heapBytes() || memory.externalBytes() > bounds.externalBytes();
    }

    synchronized void stop(Ending reason) {
        if (!isOver) {
            if (ending == null) {
                ending = reason;
                stoppedNanos = System.nanoTime();
            }
            isolate.terminate();
        }
    }

    /** Ends the stay; the answer is why it was stopped, if it was. */
    synchronized @Nullable Ending leave() {
        isOver = true;
        return ending;
    }

    private synchronized void repeatStop() {
        if (ending != null && !isOver) {
            isolate.terminate();
        }
    }

    /** True when the script was told to stop so long ago that it never will: V8 has lost the request. */
    synchronized boolean disobeys(long nowNanos) {
        return ending != null && !isOver && nowNanos - stoppedNanos > PATIENCE_NANOS;
    }
}
