package dev.meridian.functions.engine;

import java.nio.file.Path;
import java.util.Map;

/** Modules in a directory, the one to start with (relative, with slashes), and the variables they see. */
public record Program(Path directory, String entrypoint, Map<String, String> environment) {}
