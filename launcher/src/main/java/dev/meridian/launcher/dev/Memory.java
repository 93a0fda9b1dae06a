package dev.meridian.launcher.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of processes, from the kernel where it tells (Linux) and by {@code ps} elsewhere. */
final class Memory {

    private Memory() {}

    /** In bytes; 0 when the process is gone or the machine does not tell. */
    static long resident(long pid) {
        Path statistics = Path.of("/proc", String.valueOf(pid), "status");
        try {
            return Files.exists(Path.of("/proc/self")) ? fromProc(statistics) : fromPs(pid);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    static long ofDescendants(ProcessHandle process) {
        return process.descendants().mapToLong(child -> resident(child.pid())).sum();
    }

    private static long fromProc(Path statistics) throws IOException {
        try (var lines = Files.lines(statistics)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
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
