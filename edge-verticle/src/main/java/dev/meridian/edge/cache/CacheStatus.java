package dev.meridian.edge.cache;

import dev.meridian.edge.cache.decide.Reuse;

/**
 * What the cache did with a request, as {@code Cache-Status} tells it (RFC 9211).
 *
 * @param parameters with their semicolons
 */
record CacheStatus(String parameters) {

    static CacheStatus hit(long ttlMillis) {
        return new CacheStatus("; hit").ttl(ttlMillis);
    }

    static CacheStatus forwarded(Reuse.Why why) {
        return new CacheStatus("; fwd=" + why.token());
    }

    CacheStatus status(int status) {
        return new CacheStatus(parameters + "; fwd-status=" + status);
    }

    CacheStatus stored() {
        return new CacheStatus(parameters + "; stored");
    }

    CacheStatus collapsed() {
        return new CacheStatus(parameters + "; collapsed");
    }

    CacheStatus ttl(long millis) {
        return new CacheStatus(parameters + "; ttl=" + Math.floorDiv(millis, 1_000));
    }

    /** Under which URI it is stored, as a string of structured fields (RFC 8941 section 3.3.3); not if that has no such form. */
    CacheStatus key(String uri) {
        return uri.chars().allMatch(c -> c >= ' ' && c < 127)
                ? new CacheStatus(
                        parameters + "; key=\"" + uri.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                : this;
    }

    /** @param text of our own making, without quotes */
    CacheStatus detail(String text) {
        return new CacheStatus(parameters + "; detail=\"" + text + '"');
    }
}
