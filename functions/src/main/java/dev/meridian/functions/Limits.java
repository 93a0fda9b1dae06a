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

    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(15), Duration.ofSeconds(1), 128, 64, 10 << 20, 1_000_000);

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
