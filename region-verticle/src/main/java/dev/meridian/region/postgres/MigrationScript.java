package dev.meridian.region.postgres;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of the schema, in {@code db/migration} on the class path.
 *
 * @param name file name, for instance {@code 0001_foundation.sql}
 */
record MigrationScript(String name, String sql, String sha256) {

    private static final String ANCHOR = "/db/migration/0001_foundation.sql";

    /** Every script, in order. */
    static List<MigrationScript> all() {
        URL anchor = MigrationScript.class.getResource(ANCHOR);
        if (anchor == null) {
            throw new DatabaseException("The class path lacks " + ANCHOR);
        }
        try {
            URI uri = anchor.toURI();
            if (!uri.getScheme().equals("jar")) {
                return read(Path.of(uri));
            }
            // Opened by path, for a jar opened by its URI is one for the whole JVM, where several regions may start at
            // once.
            URI jar = URI.create(uri.getRawSchemeSpecificPart()
                    .substring(0, uri.getRawSchemeSpecificPart().indexOf('!')));
            try (FileSystem files = FileSystems.newFileSystem(Path.of(jar))) {
                return read(files.getPath(ANCHOR));
            }
        } catch (IOException | URISyntaxException e) {
            throw new DatabaseException("The migrations cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<MigrationScript> read(Path anchor) throws IOException {
        List<MigrationScript> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(anchor.resolveSibling(""))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sql")).toList()) {
                byte[] text = Files.readAllBytes(file);
                scripts.add(new MigrationScript(
                        file.getFileName().toString(),
                        new String(text, StandardCharsets.UTF_8),
                        Fingerprint.sha256(text)));
            }
        }
        scripts.sort(Comparator.comparing(MigrationScript::name));
        return scripts;
    }
}
