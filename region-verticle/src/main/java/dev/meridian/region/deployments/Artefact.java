package dev.meridian.region.deployments;

import java.nio.file.Path;

/**
 * What was built.
 *
 * @param file the artefact, until its workplace is closed
 * @param logs what the build has to say
 */
public record Artefact(Path file, String sha256, long bytes, String logs) {}
