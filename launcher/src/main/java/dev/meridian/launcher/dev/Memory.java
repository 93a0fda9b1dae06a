package dev.meridian.launcher.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory of processes, from the kernel where it tells (Linux) and by {@code ps} elsewhere. Of pages that
 * several processes use, as those of one PostgreSQL do, each has its share where the kernel tells that too.
 */
final class Memory {

    private Memory() {}

    /** In bytes; 0 when the process is gone or the machine does not tell. */
    static long resident(long pid) {
        Path kernel = Path.of("/proc", String.valueOf(pid));
        try {
            return Files.exists(Path.of("/proc/self")) ? fromProc(kernel) : fromPs(pid);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    static long ofDescendants(ProcessHandle process) {
        return process.descendants().mapToLong(child -> resident(child.pid())).sum();
    }

    private static long fromProc(Path kernel) throws IOException {
        try {
            return kilobytes(kernel.resolve("smaps_rollup"), "Pss:");
        } catch (IOException notTold) {
            return kilobytes(kernel.resolve("status"), "VmRSS:");
        }
    }

    private static long kilobytes(Path statistics, String name) throws IOException {
        try (var lines = Files.lines(statistics)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long fromPs(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(pid)).start();
        try (BufferedReader reader = ps.inputReader()) {
            String line = reader.readLine();
            return line == null ? 0 : Long.parseLong(line.strip()) * 1024;
        }
    }
}
