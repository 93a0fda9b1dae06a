package dev.meridian.edge.cache.decide;

import java.util.List;

/**
 * Where HTTP leaves a cache the choice, what it does.
 *
 * @param heuristics whether a response that does not say how long it is fresh may be fresh for a tenth of the time since
 *     it was last modified (RFC 9111 section 4.2.2), and be kept for validation otherwise
 * @param cookies whether a response that sets a cookie may be stored; whoever is answered from it gets that cookie
 * @param parts whether a request for a part that is not stored asks the origin for that part; else for the whole, of
 *     which all parts are then cut
 * @param compresses whether bodies are sent in a content coding that the origin did not put on them
 * @param transparent whether clients are shown the fields that the origin meant for caches, such as
 *     {@code CDN-Cache-Control} and {@code Cache-Tag}
 * @param impliedVary request headers, lower case, that choose a response though it does not say so
 */
public record Profile(
        boolean heuristics,
        boolean cookies,
        boolean parts,
        boolean compresses,
        boolean transparent,
        List<String> impliedVary) {

    /** In front of a region: only what is said to be shared is shared. */
    public static final Profile NETWORK = new Profile(false, false, false, true, false, List.of("origin"));

    /** What HTTP allows, no more and no less: a plain reverse proxy in front of any origin. */
    public static final Profile STRICT = new Profile(true, true, true, false, true, List.of());

    public Profile {
        impliedVary = List.copyOf(impliedVary);
    }
}
