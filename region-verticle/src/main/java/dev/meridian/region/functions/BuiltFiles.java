package dev.meridian.region.functions;

import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.region.deployments.DeploymentProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a build has made. */
final class BuiltFiles {

    private BuiltFiles() {}

    /** How many files there are; throws a problem if no node would unpack them. */
    static int count(Path code) throws IOException {
        ArchiveLimits limits = ArchiveLimits.ARTEFACT;
        int files = 0;
        long bytes = 0;
        try (Stream<Path> all = Files.walk(code)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                long size = Files.size(path);
                files++;
                bytes += size;
                if (size > limits.fileBytes()) {
                    throw DeploymentProblems.buildFailed("The build made a file of " + size + " bytes, '"
                            + code.relativize(path) + "'; nodes take at most " + limits.fileBytes() + ".");
                }
            }
        }
        // Each file may need a second entry, for its long name.
        if (files > limits.entries() / 2 || bytes > limits.totalBytes()) {
            throw DeploymentProblems.buildFailed("The build made " + files + " files with " + bytes
                    + " bytes; nodes take at most " + limits.entries() / 2 + " with " + limits.totalBytes() + ".");
        }
        return files;
    }
}
