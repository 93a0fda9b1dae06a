package dev.meridian.functions.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that this process occupies, as Linux tells it. */
final class ResidentMemory {

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE_BYTES = 4096;

    private ResidentMemory() {}

    /** In bytes; 0 where the system does not tell. */
    static long bytes() {
        try {
            return Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE_BYTES;
        } catch (IOException unknown) {
            return 0;
        }
    }
}
