package dev.meridian.region.access;

import dev.meridian.core.http.Authority;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a platform would have to be for a page or an app to be one of it (contract section 2.7).
 *
 * @param type of platform
 * @param targets any of these host names or patterns, or the app's identifier
 */
public record PlatformOrigin(String type, List<String> targets) {

    private static final String ANY = "*";
    private static final int LONGEST = 512;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("http", "web"),
            Map.entry("https", "web"),
            Map.entry("tauri", "web"),
            Map.entry("chrome-extension", "web"),
            Map.entry("moz-extension", "web"),
            Map.entry("safari-web-extension", "web"),
            Map.entry("ms-browser-extension", "web"),
            Map.entry("appwrite-ios", "apple"),
            Map.entry("appwrite-macos", "apple"),
            Map.entry("appwrite-watchos", "apple"),
            Map.entry("appwrite-tvos", "apple"),
            Map.entry("appwrite-android", "android"),
            Map.entry("appwrite-windows", "windows"),
            Map.entry("appwrite-linux", "linux"));

    /** @param origin {@code scheme://host[:port]}, and more where it is a URL; nothing for what can be none of a platform */
    public static Optional<PlatformOrigin> of(String origin) {
        int end = origin.indexOf("://");
        if (end < 0 || origin.length() > LONGEST) {
            return Optional.empty();
        }
        String scheme = origin.substring(0, end).toLowerCase(Locale.ROOT);
        String rest = origin.substring(end + 3).split("[/?#\\\\]", 2)[0];
        String type = TYPES.get(scheme);
        if (type == null || rest.isEmpty() || rest.contains("@")) {
            return Optional.empty();
        }
        return Optional.of(new PlatformOrigin(type, type.equals("web") ? hosts(Authority.host(rest)) : List.of(rest)));
    }

    /** The name itself, and every pattern that has it: {@code *.} before any name above it, or {@code *}. */
    private static List<String> hosts(String named) {
        String host = named.toLowerCase(Locale.ROOT);
        if (host.equals("127.0.0.1") || host.equals("[::1]")) {
            return List.of("localhost", host, ANY);
        }
        List<String> hosts = new ArrayList<>(List.of(host, ANY));
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            hosts.add("*" + host.substring(dot));
        }
        return hosts;
    }
}
