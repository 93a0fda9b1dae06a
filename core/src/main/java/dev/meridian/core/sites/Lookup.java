package dev.meridian.core.sites;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a deployment has at a path, before any fallback. Pure. */
sealed interface Lookup {

    record Found(SiteFile file) implements Lookup {}

    /** The path names a folder that has an index: relative links of the index need the slash. */
    record Moved(String path) implements Lookup {}

    record Absent() implements Lookup {}

    String INDEX = "index.html";

    /** The file itself; else the page without its extension; else the index of the folder. */
    static Lookup of(SitePath path, SiteFiles files) {
        if (!(path instanceof SitePath.Named named)) {
            return new Absent();
        }
        String name = named.name();
        if (name.isEmpty() || named.isFolder()) {
            return found(files.file(name.isEmpty() ? INDEX : name + '/' + INDEX));
        }
        Optional<SiteFile> file = files.file(name).or(() -> files.file(name + ".html"));
        return file.isEmpty() && files.file(name + '/' + INDEX).isPresent()
                ? new Moved(encoded(name) + '/')
                : found(file);
    }

    private static Lookup found(Optional<SiteFile> file) {
        return file.<Lookup>map(Found::new).orElseGet(Absent::new);
    }

    private static String encoded(String name) {
        return Arrays.stream(name.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", "/", ""));
    }
}
