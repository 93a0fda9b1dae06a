package dev.meridian.edge;

import java.util.regex.Pattern;

/** API paths whose responses may be cached; what is cached in the end, the region says. */
final class CacheablePath {

    private static final Pattern FORM =
            Pattern.compile("/v1/(?:storage/buckets/[^/]+/files/[^/]+/(?:view|download|preview)|avatars/.+)");

    private CacheablePath() {}

    static boolean is(String path) {
        return FORM.matcher(path).matches();
    }
}
