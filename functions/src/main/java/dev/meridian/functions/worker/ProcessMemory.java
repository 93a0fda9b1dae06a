package dev.meridian.functions.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process's memory (proc(5)). Every method blocks; 0 if it is gone or the system does not tell. */
final class ProcessMemory {

    private ProcessMemory() {}

    /** Bytes in memory, those that it shares with others as well. */
    static long resident(long pid) {
        return read(pid, "status", "VmRSS:");
    }

    /** Bytes in memory, of those that it shares its part only: what forked processes have together adds up. */
    static long proportional(long pid) {
        return read(pid, "smaps_rollup", "Pss:");
    }

    private static long read(long pid, String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), file))) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
