package dev.meridian.core.sites;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one unpacked artefact by name. Immutable; what is not in it is not served. */
final class SiteFiles {

    private static final int TAG_CHARACTERS = 32;

    private final Path folder;
    private final Map<String, SiteFile> files;
    private final int count;

    private SiteFiles(Path folder, Map<String, SiteFile> files) {
        this.folder = folder;
        this.files = Map.copyOf(files);
        this.count = files.values().stream()
                .mapToInt(file -> 1 + file.forms().size())
                .sum();
    }

    /** Reads every file and form once, for its digest; blocks. */
    static SiteFiles index(Path folder) throws IOException {
        Map<String, SiteFile> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && VisibleFile.is(name)) {
                    files.put(name, file(folder, name));
                }
            }
        }
        return new SiteFiles(folder, files);
    }

    private static SiteFile file(Path folder, String name) throws IOException {
        Path path = folder.resolve(name);
        String type = MediaTypes.of(name);
        Map<Form, SiteFile> forms = new EnumMap<>(Form.class);
        if (MediaTypes.isText(type)) {
            for (Form form : Form.values()) {
                Path other = form.path(folder, name);
                if (Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)) {
                    String tag = '"' + digest(other) + '-' + form.token() + '"';
                    String place = folder.relativize(other).toString().replace('\\', '/');
                    forms.put(form, new SiteFile(place, Files.size(other), tag, type, form.token(), Map.of()));
                }
            }
        }
        return new SiteFile(
                name, Files.size(path), '"' + digest(path) + '"', type, "", Collections.unmodifiableMap(forms));
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, TAG_CHARACTERS);
    }

    Optional<SiteFile> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    Path path(SiteFile file) {
        return folder.resolve(file.name());
    }

    /** Of files, their forms included. */
    int count() {
        return count;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
