package dev.meridian.functions.host;

import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.Message.Bounds;

/** What a tenant reads in its errors when the host ended a call. */
final class Wording {

    private static final long NANOS_PER_MILLISECOND = 1_000_000;
    private static final int BYTES_PER_MIB = 1 << 20;

    private Wording() {}

    static String of(Ending ending, Bounds bounds) {
        return switch (ending) {
            case TIMEOUT -> "Execution timed out.";
            case CPU_EXCEEDED ->
                "The CPU time limit of " + bounds.cpuNanos() / NANOS_PER_MILLISECOND + " ms was exceeded.";
            case HEAP_EXCEEDED ->
                "The memory limit of " + bounds.heapBytes() / BYTES_PER_MIB + " MiB (buffers: "
                        + bounds.externalBytes() / BYTES_PER_MIB + " MiB) was exceeded.";
            case NO_RESPONSE -> "The isolate of this function was stopped while the call was in it.";
            case LOAD_FAILED -> "The deployment could not be loaded.";
            case RESPONSE_TOO_LARGE -> "The response is too large.";
            case EXCEPTION -> "The function threw an exception.";
            case COMPLETED -> "";
        };
    }

    static String tooLarge(int bytes, int limit) {
        return "The response body has " + bytes + " bytes; the limit is " + limit + ".";
    }
}
