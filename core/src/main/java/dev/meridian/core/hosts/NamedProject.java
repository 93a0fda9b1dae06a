package dev.meridian.core.hosts;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which project an API request is for (contract section 2.2). */
public final class NamedProject {

    /** The reserved project of people who own projects. */
    public static final String CONSOLE = "console";

    private NamedProject() {}

    /**
     * @param header value of {@code X-Appwrite-Project}; wins over the query
     * @param query of the URI, still percent-encoded
     * @return as it was sent, not checked; {@link #CONSOLE} when nothing names one
     */
    public static String of(Optional<String> header, String query) {
        return header.filter(value -> !value.isBlank())
                .or(() -> parameter(query))
                .orElse(CONSOLE);
    }

    private static Optional<String> parameter(String query) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith("project=") && pair.length() > "project=".length()) {
                return decode(pair.substring("project=".length()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decode(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.of(text);
        }
    }
}
