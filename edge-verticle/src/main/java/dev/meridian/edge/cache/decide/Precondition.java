package dev.meridian.edge.cache.decide;

import java.util.Arrays;
import java.util.OptionalLong;

/** Preconditions of a request, judged on a stored response (RFC 9110 section 13). */
public final class Precondition {

    private Precondition() {}

    /** Whether the client already holds this response, so that 304 is the answer. */
    public static boolean isNotModified(Fields request, StoredFacts stored) {
        if (request.has("if-none-match")) {
            return matches(request.joined("if-none-match"), stored.etag());
        }
        OptionalLong since =
                request.first("if-modified-since").map(HttpDate::millis).orElse(OptionalLong.empty());
        if (since.isEmpty() || stored.lastModified().isEmpty()) {
            return false;
        }
        OptionalLong modified = HttpDate.millis(stored.lastModified());
        return modified.isPresent() && modified.getAsLong() <= since.getAsLong();
    }

    /** Whether {@code Range} counts: {@code If-Range} is absent, or names this very representation. */
    public static boolean isRangeApplicable(Fields request, StoredFacts stored) {
        if (!request.has("if-range")) {
            return true;
        }
        String validator = request.joined("if-range").strip();
        if (validator.startsWith("\"")) {
            return validator.equals(stored.etag());
        }
        return !stored.lastModified().isEmpty() && validator.equals(stored.lastModified());
    }

    /** Weak comparison with each tag of a list. */
    private static boolean matches(String list, String etag) {
        if (list.strip().equals("*")) {
            return true;
        }
        return !etag.isEmpty()
                && Arrays.stream(list.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                        .anyMatch(tag -> opaque(tag.strip()).equals(opaque(etag)));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
