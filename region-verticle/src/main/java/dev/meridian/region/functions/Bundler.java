package dev.meridian.region.functions;

import dev.meridian.core.archive.Archive;
import dev.meridian.region.deployments.DeploymentProblems;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Makes one ES module of a light function's code and of the packages that it imports, by esbuild. Everything here blocks.
 *
 * @param program the bundler's own
 */
record Bundler(Path program) {

    private static final String OUTPUT = ".meridian-bundle";
    /** What is taken in place of a package that works in Node.js only, and that much of the field needs for little. */
    private static final String UNDICI = "undici.js";

    private static final Pattern TYPED = Pattern.compile(".*\\.(ts|mts|cts|tsx|jsx)");
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z]+$");

    /**
     * Unpacks the bundler; nothing where this build has none for the machine.
     *
     * @param folder where it is kept; other users must be able to run it
     */
    static Optional<Bundler> find(Path folder) throws IOException {
        String name = "esbuild__" + system() + "/" + version();
        Path program = folder.toAbsolutePath().resolve("esbuild-" + version());
        Files.createDirectories(folder);
        unpack(UNDICI, program.resolveSibling(UNDICI), "rw-r--r--");
        String packed = "/META-INF/resources/webjars/" + name + "/bin/esbuild";
        return Files.exists(program) || unpack(packed, program, "rwxr-xr-x")
                ? Optional.of(new Bundler(program))
                : Optional.empty();
    }

    private static boolean unpack(String resource, Path file, String permissions) throws IOException {
        try (InputStream packed = Bundler.class.getResourceAsStream(resource)) {
            if (packed == null) {
                return false;
            }
            Path partial = Files.createTempFile(file.getParent(), "unpacking", ".part");
            try {
                Files.copy(packed, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(permissions));
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
            return true;
        }
    }

    private static String system() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        return system + "-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
    }

    private static String version() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Bundler.class.getResourceAsStream("bundler.properties")) {
            if (in == null) {
                throw new IOException("bundler.properties is missing beside " + Bundler.class.getName());
            }
            versions.load(in);
        }
        return versions.getProperty("esbuild");
    }

    /** Whether code imports packages, or is written in what must be made script first. */
    static boolean isWanted(Path code, String entrypoint) throws IOException {
        return TYPED.matcher(entrypoint).matches()
                || Files.isDirectory(code.resolve("node_modules"), LinkOption.NOFOLLOW_LINKS)
                || dependsOnPackages(code.resolve("package.json"));
    }

    private static boolean dependsOnPackages(Path manifest) throws IOException {
        if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            return new JsonObject(Files.readString(manifest)).getValue("dependencies") instanceof JsonObject packages
                    && !packages.isEmpty();
        } catch (DecodeException unreadable) {
            throw DeploymentProblems.buildFailed("package.json is not readable: " + unreadable.getMessage());
        }
    }

    BuildCommands.Tools tools() {
        return new BuildCommands.Tools(List.of(program.getParent()), List.of(program));
    }

    /** Command line of the bundler, for a shell in the folder of the code. */
    String command(String entrypoint) {
        return String.join(
                " ",
                quoted(program.toString()),
                quoted("./" + entrypoint),
                "--bundle --format=esm --platform=browser --target=es2024 --conditions=worker,edge-light",
                "--main-fields=browser,module,main --define:process.env.NODE_ENV='\"production\"'",
                "--alias:undici=" + quoted(program.resolveSibling(UNDICI).toString()),
                "--loader:.wasm=copy --legal-comments=none --log-level=warning --color=false",
                "--outbase=. --outdir=" + OUTPUT);
    }

    /** What was made, in a folder of its own: the entrypoint by its old name, modules of WebAssembly beside it. */
    Path result(Path code, String entrypoint) throws IOException {
        Path made = code.resolve(OUTPUT);
        Path script = made.resolve(EXTENSION.matcher(entrypoint).replaceFirst("") + ".js");
        Path named = made.resolve(entrypoint);
        if (!script.equals(named)) {
            Files.move(script, named, StandardCopyOption.REPLACE_EXISTING);
        }
        return made;
    }

    /** What came under the name that results have is not one. */
    static void clear(Path code) throws IOException {
        Archive.remove(code.resolve(OUTPUT));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
