package dev.meridian.functions;

import java.time.Duration;

/**
 * What one call, and the isolate it runs in, may use.
 *
 * @param wall time from the call's arrival to its answer
 * @param cpu CPU time of one call
 * @param heapMiB script heap of the isolate; no more than the host's own limit has effect
 * @param memoryMiB buffers outside the script heap
 * @param bodyBytes longest request and longest response body
 * @param logBytes characters of logs and errors together
 */
public record Limits(Duration wall, Duration cpu, int heapMiB, int memoryMiB, int bodyBytes, int logBytes) {

    /** CPU time of a call at an edge whose function says nothing else: what an edge has is shared by many. */
    public static final Duration CPU_AT_EDGE = Duration.ofMillis(50);

    /** The same in a region. */
    public static final Duration CPU_IN_REGION = Duration.ofSeconds(1);

    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(15), CPU_IN_REGION, 128, 64, 10 << 20, 1_000_000);

    public Limits {
        if (wall.isNegative() || wall.isZero() || cpu.isNegative() || cpu.isZero()) {
            throw new IllegalArgumentException("wall " + wall + " and cpu " + cpu + " must be positive");
        }
        if (heapMiB < 1 || memoryMiB < 1 || bodyBytes < 0 || logBytes < 0) {
            throw new IllegalArgumentException(
                    "heapMiB and memoryMiB must be positive, bodyBytes and logBytes not negative");
        }
    }
}
