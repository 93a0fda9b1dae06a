package dev.meridian.region.storage;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells a file's type by its first bytes, and where these say too little by its extension. Pure. */
final class MimeTypes {

    /** What browsers may be told without risk; anything else is shown as plain text (contract section 7). */
    private static final Set<String> SERVED = Set.of(
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/webp",
            "image/avif",
            "image/heic",
            "image/bmp",
            "image/x-icon",
            "image/svg+xml",
            "video/mp4",
            "video/webm",
            "video/quicktime",
            "video/x-matroska",
            "audio/mpeg",
            "audio/ogg",
            "audio/wav",
            "audio/flac",
            "audio/mp4",
            "application/pdf",
            "application/zip",
            "application/gzip",
            "application/json",
            "application/wasm",
            "text/plain",
            "text/css",
            "text/csv",
            "font/woff",
            "font/woff2",
            "application/octet-stream");

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("css", "text/css"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("htm", "text/html"),
            Map.entry("js", "text/javascript"),
            Map.entry("mjs", "text/javascript"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("txt", "text/plain"),
            Map.entry("xml", "text/xml"));

    private record Magic(int at, String bytes, String type) {}

    private static final List<Magic> MAGIC = List.of(
            new Magic(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
            new Magic(0, "\u0089PNG\r\n\u001a\n", "image/png"),
            new Magic(0, "GIF8", "image/gif"),
            new Magic(8, "WEBP", "image/webp"),
            new Magic(8, "WAVE", "audio/wav"),
            new Magic(4, "ftypavif", "image/avif"),
            new Magic(4, "ftyphei", "image/heic"),
            new Magic(4, "ftypqt", "video/quicktime"),
            new Magic(4, "ftypM4A", "audio/mp4"),
            new Magic(4, "ftyp", "video/mp4"),
            new Magic(0, "\u001aE\u00df\u00a3", "video/webm"),
            new Magic(0, "ID3", "audio/mpeg"),
            new Magic(0, "\u00ff\u00fb", "audio/mpeg"),
            new Magic(0, "OggS", "audio/ogg"),
            new Magic(0, "fLaC", "audio/flac"),
            new Magic(0, "%PDF-", "application/pdf"),
            new Magic(0, "PK\u0003\u0004", "application/zip"),
            new Magic(0, "\u001f\u008b", "application/gzip"),
            new Magic(0, "\0asm", "application/wasm"),
            new Magic(0, "wOFF", "font/woff"),
            new Magic(0, "wOF2", "font/woff2"),
            new Magic(0, "BM", "image/bmp"),
            new Magic(0, "\0\0\u0001\0", "image/x-icon"));

    private MimeTypes() {}

    static String of(Buffer head, String name) {
        String start = head.toString(StandardCharsets.ISO_8859_1);
        for (Magic magic : MAGIC) {
            if (start.startsWith(magic.bytes(), magic.at())) {
                return magic.type();
            }
        }
        if (!isText(head)) {
            return "application/octet-stream";
        }
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, "text/plain");
    }

    /** The type that a stored one is served as. */
    static String served(String stored) {
        return SERVED.contains(stored) ? stored : "text/plain";
    }

    /** Whether it is UTF-8 without control characters; the last character may be cut. */
    private static boolean isText(Buffer head) {
        CharBuffer text = CharBuffer.allocate(head.length());
        boolean malformed = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(head.getBytes()), text, false)
                .isError();
        return !malformed
                && text.flip().chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f');
    }
}
