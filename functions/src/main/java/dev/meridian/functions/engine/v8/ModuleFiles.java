package dev.meridian.functions.engine.v8;

import dev.meridian.functions.engine.Program;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The modules of one artefact, by names that begin at its root: {@code /src/main.js}. A name or a link that leads out
 * of the directory is refused, as is one that is no file of the artefact.
 */
final class ModuleFiles {

    private final Path directory;

    ModuleFiles(Path directory) {
        this.directory = directory;
    }

    /** What a name stands for. */
    sealed interface Lookup {
        record Found(String name, String source) implements Lookup {}

        /** A module of WebAssembly. */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Binary(String name, byte[] bytes) implements Lookup {}

        record Refused(String reason) implements Lookup {}
    }

    /**
     * The name that {@code specifier} means inside the module {@code referrer}, so that one file has one name. A bare
     * name, and one that leads out of the artefact, stay as they are: {@link #find} refuses them.
     */
    static String resolve(String referrer, String specifier) {
        if (!specifier.startsWith("./") && !specifier.startsWith("../") && !specifier.startsWith("/")) {
            return specifier;
        }
        int slash = specifier.startsWith("/") ? -1 : referrer.lastIndexOf('/');
        return normal(referrer.substring(0, slash + 1) + specifier).orElse(specifier);
    }

    /** The file of a module that was found by this name. */
    Path path(String name) {
        return directory.resolve(name.substring(1));
    }

    /** Finds a module by the name that {@link #resolve} gave, or an entrypoint. */
    Lookup find(String name) {
        Optional<String> normal = normal(name);
        if (normal.isEmpty()) {
            return new Lookup.Refused("The module " + name + " lies outside of the deployment.");
        }
        try {
            return read(normal.get(), directory.resolve(normal.get().substring(1)));
        } catch (IOException | InvalidPathException absent) {
            return new Lookup.Refused(
                    "The module " + name + " is not part of the deployment; packages must be bundled.");
        }
    }

    private static Optional<String> normal(String name) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : name.split("/", -1)) {
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return Optional.of("/" + String.join("/", segments));
    }

    private Lookup read(String name, Path file) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(directory.toRealPath())) {
            return new Lookup.Refused("The module " + name + " lies outside of the deployment.");
        }
        if (!Files.isRegularFile(real)) {
            return new Lookup.Refused("The module " + name + " is not a file.");
        }
        if (Files.size(real) > Program.MOST_MODULE_BYTES) {
            return new Lookup.Refused(
                    "The module " + name + " is longer than " + Program.MOST_MODULE_BYTES + " bytes.");
        }
        if (name.endsWith(".wasm")) {
            return new Lookup.Binary(name, Files.readAllBytes(real));
        }
        String text = Files.readString(real, StandardCharsets.UTF_8);
        return new Lookup.Found(
                name, name.endsWith(".json") ? "export default JSON.parse(" + Json.encode(text) + ");" : text);
    }
}
