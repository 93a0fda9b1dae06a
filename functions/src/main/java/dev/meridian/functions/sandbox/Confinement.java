package dev.meridian.functions.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What a command may see and use.
 *
 * @param readable files and folders that it needs beside the system's own programs and libraries; absolute
 * @param writable folders that become its own; absolute
 * @param directory where it starts
 * @param limits of each process
 * @param share of all together
 * @param hasNetwork whether it may open connections; a sandbox that cannot keep it from them says so by its name
 */
public record Confinement(
        List<Path> readable,
        List<Path> writable,
        Path directory,
        boolean hasNetwork,
        ProcessLimits limits,
        Share share) {

    public Confinement {
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
    }
}
