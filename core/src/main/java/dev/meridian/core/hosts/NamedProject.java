package dev.meridian.core.hosts;

import dev.meridian.core.http.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which project an API request is for (contract section 2.2). */
public final class NamedProject {

    /** The reserved project of people who own projects. */
    public static final String CONSOLE = "console";

    /** A console user's request on a project of theirs, whatever project the header names (contract section 11). */
    private static final Pattern ON_A_PROJECT = Pattern.compile("/v1/projects/([^/]+)/.+");

    private NamedProject() {}

    /**
     * What the path names wins over the header, and the header over the query.
     *
     * @return as it was sent, not checked; {@link #CONSOLE} when nothing names one
     */
    public static String of(RequestHead request) {
        Matcher path = ON_A_PROJECT.matcher(request.path());
        return path.matches() ? path.group(1) : of(request.header("x-appwrite-project"), request.query());
    }

    private static String of(Optional<String> header, String query) {
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
