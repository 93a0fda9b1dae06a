package dev.meridian.edge.cache.decide;

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
        return since.isPresent() && stored.modifiedAt() / 1_000 <= since.getAsLong() / 1_000;
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

    /** Weak comparison with each tag of a list; a tag goes from quote to quote. */
    private static boolean matches(String list, String etag) {
        if (list.strip().equals("*")) {
            return true;
        }
        String wanted = etag.startsWith("W/") ? etag.substring(2) : etag;
        int open = wanted.isEmpty() ? -1 : list.indexOf('"');
        while (open >= 0) {
            int close = list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if (wanted.length() == close + 1 - open && list.startsWith(wanted, open)) {
                return true;
            }
            open = list.indexOf('"', close + 1);
        }
        return false;
    }
}
