package dev.meridian.region.functions;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Makes an artefact of a deployment's code: unpacked without trust, checked, packed alike wherever it is built. */
final class ArtefactBuilder {

    /**
     * What was built.
     *
     * @param file the artefact, until its workplace is closed
     */
    record Artefact(Path file, String sha256, long bytes, int files) {}

    private final Path root;

    /** @param root folder for builds under way */
    ArtefactBuilder(Path root) {
        this.root = root;
    }

    Workplace workplace(String name) {
        return new Workplace(root.resolve(name));
    }

    /** The folder of one build. Its methods block. */
    record Workplace(Path folder) {

        Path source() {
            return folder.resolve("source.tar.gz");
        }

        boolean open() throws IOException {
            Files.createDirectories(folder);
            return true;
        }

        boolean close() throws IOException {
            Archive.remove(folder);
            return true;
        }

        /** Throws a problem that says to the function's owner why there is no artefact. */
        Artefact build(String entrypoint) throws IOException {
            Path code = folder.resolve("code");
            int files = Archive.unpack(source(), code, ArchiveLimits.CODE);
            Path start = code.resolve(entrypoint).normalize();
            if (entrypoint.isBlank()
                    || !start.startsWith(code)
                    || !Files.isRegularFile(start, LinkOption.NOFOLLOW_LINKS)) {
                throw Problem.of(
                        new ProblemType("function_entrypoint_missing", 404),
                        "The entrypoint '" + entrypoint + "' is not a file of the deployment.");
            }
            Path artefact = folder.resolve("artefact.tar.gz");
            Archive.Packed packed = Archive.pack(code, artefact);
            return new Artefact(artefact, packed.sha256(), packed.bytes(), files);
        }
    }
}
