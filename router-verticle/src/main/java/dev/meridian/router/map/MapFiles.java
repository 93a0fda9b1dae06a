package dev.meridian.router.map;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page and what belongs to it, held in memory. Immutable. */
final class MapFiles {

    static final String PAGE = "index.html";
    static final String HOW_TO_OPEN = "setup.html";

    private static final List<String> NAMES = List.of(
            PAGE,
            HOW_TO_OPEN,
            "map.css",
            "icon.svg",
            "land.bin",
            "main.js",
            "network.js",
            "projection.js",
            "world.js",
            "places.js",
            "labels.js",
            "glyphs.js",
            "camera.js",
            "nodes.js",
            "details.js",
            "plan.js",
            "happenings.js",
            "theme.js",
            "text.js");

    private final Map<String, MapFile> files;

    /** @param tag strong validator of the body (RFC 9110 section 8.8.3) */
    record MapFile(Buffer body, String type, String tag) {}

    private MapFiles(Map<String, MapFile> files) {
        this.files = files;
    }

    /** Blocks. */
    static MapFiles read() throws IOException {
        Map<String, MapFile> files = new HashMap<>();
        for (String name : NAMES) {
            try (InputStream stream = MapFiles.class.getResourceAsStream(name)) {
                if (stream == null) {
                    throw new IOException("the program lacks " + name + " of the map's page");
                }
                byte[] body = stream.readAllBytes();
                files.put(name, new MapFile(Buffer.buffer(body), type(name), tag(body)));
            }
        }
        return new MapFiles(files);
    }

    Optional<MapFile> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "application/octet-stream";
        };
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
