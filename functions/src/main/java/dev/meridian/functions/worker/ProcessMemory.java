package dev.meridian.functions.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process's memory (proc(5), {@code /proc/pid/status}). */
final class ProcessMemory {

    private static final String LINE = "VmRSS:";

    private ProcessMemory() {}

    /** In bytes; 0 if it is gone or the system does not tell. Blocks. */
    static long resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
                if (line.startsWith(LINE)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
