package dev.meridian.core.sites;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one unpacked artefact by name. Immutable; what is not in it is not served. */
final class SiteFiles {

    private static final int TAG_CHARACTERS = 32;
    private static final String WELL_KNOWN = ".well-known";

    private final Path folder;
    private final Map<String, SiteFile> files;

    private SiteFiles(Path folder, Map<String, SiteFile> files) {
        this.folder = folder;
        this.files = Map.copyOf(files);
    }

    /** Reads every file once, for its digest; blocks. Names that begin with a dot are left out, but for .well-known. */
    static SiteFiles index(Path folder) throws IOException {
        Map<String, SiteFile> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && isShown(name)) {
                    files.put(name, new SiteFile(name, Files.size(path), tag(path), MediaTypes.of(name)));
                }
            }
        }
        return new SiteFiles(folder, files);
    }

    private static boolean isShown(String name) {
        return (name.charAt(0) != '.' || name.startsWith(WELL_KNOWN + '/')) && !name.contains("/.");
    }

    private static String tag(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return '"' + HexFormat.of().formatHex(digest.digest()).substring(0, TAG_CHARACTERS) + '"';
    }

    Optional<SiteFile> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    Path path(SiteFile file) {
        return folder.resolve(file.name());
    }

    int count() {
        return files.size();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
