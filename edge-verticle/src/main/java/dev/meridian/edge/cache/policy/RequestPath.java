package dev.meridian.edge.cache.policy;

import dev.meridian.edge.cache.decide.UriText;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a request goes, as rules look at it.
 *
 * @param path without the query; unreserved characters are not percent-encoded
 */
record RequestPath(String host, String path) {

    static RequestPath of(String host, String uri) {
        int query = uri.indexOf('?');
        return new RequestPath(host, UriText.normal(query < 0 ? uri : uri.substring(0, query)));
    }

    boolean isBelow(String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** Of the last segment, lower case, empty for none. */
    String extension() {
        int dot = path.lastIndexOf('.');
        return dot < 0 || path.indexOf('/', dot) >= 0
                ? ""
                : path.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether an origin may take it for another path than it seems: with dot segments, or with slashes in disguise. */
    boolean isAmbiguous() {
        return path.indexOf('\\') >= 0
                || path.contains("%2F")
                || path.contains("%5C")
                || path.contains("//")
                || path.indexOf(';') >= 0
                || Arrays.stream(path.split("/")).anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }
}
