package dev.meridian.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.v8.JavetEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Keeps the engine's native library as a file, so that a host starts without unpacking 40 MB first. Blocking. */
final class EngineLibrary {

    private EngineLibrary() {}

    /** The directory that holds the library; it is unpacked from the class path unless it is there. */
    static Path unpackedIn(Path home) throws IOException {
        Path directory = Files.createDirectories(home.resolve("engine").toAbsolutePath());
        Path file = directory.resolve(fileName());
        if (!Files.exists(file)) {
            Path partial = Files.createTempFile(directory, "unpacking", ".part");
            try (InputStream library = EngineLibrary.class.getResourceAsStream("/" + file.getFileName())) {
                if (library == null) {
                    throw Problem.of(
                            ProblemType.SERVER_ERROR,
                            "No V8 for this operating system and processor is in this build: " + file.getFileName());
                }
                Files.copy(library, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        }
        // Hosts that run as another user read it too.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return directory;
    }

    private static String fileName() {
        try {
            return JavetEngine.libraryFile();
        } catch (EngineFailure unsupported) {
            throw Problem.upstream(
                    ProblemType.SERVER_ERROR, String.valueOf(unsupported.getMessage()), false, unsupported);
        }
    }
}
