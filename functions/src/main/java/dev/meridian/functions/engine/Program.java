package dev.meridian.functions.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * Modules in a directory, the one to start with (relative, with slashes), and the variables they see.
 *
 * @param responseBytes longest body of a response
 */
public record Program(Path directory, String entrypoint, Map<String, String> environment, int responseBytes) {

    /** The longest module that is read. */
    public static final long MOST_MODULE_BYTES = 16L << 20;
}
