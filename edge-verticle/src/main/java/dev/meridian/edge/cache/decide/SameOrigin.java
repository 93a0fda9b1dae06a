package dev.meridian.edge.cache.decide;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** References in header fields, as far as they lead to where the request went (RFC 9111 section 4.4). Pure. */
public final class SameOrigin {

    private SameOrigin() {}

    /**
     * What a reference comes to.
     *
     * @param authority of the request: host, and port if it was sent one
     * @param target of the request, an absolute path with its query
     * @param reference such as the value of {@code Location}
     * @return an absolute path with its query; nothing when it is malformed or leads to another host or port
     */
    public static Optional<String> path(String scheme, String authority, String target, String reference) {
        try {
            URI base = new URI(scheme + "://" + authority + target);
            URI resolved = resolve(base, new URI(reference.strip()));
            return isSame(base, resolved) ? Optional.of(pathAndQuery(resolved)) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** RFC 3986 section 5.2.2 where {@link URI#resolve} still follows its predecessor: a reference without a path. */
    private static URI resolve(URI base, URI reference) throws URISyntaxException {
        boolean isBare = !reference.isOpaque()
                && reference.getRawAuthority() == null
                && reference.getRawPath().isEmpty();
        if (!isBare) {
            return base.resolve(reference);
        }
        String query = reference.getRawQuery() == null ? base.getRawQuery() : reference.getRawQuery();
        return new URI(base.getScheme() + "://" + base.getRawAuthority() + base.getRawPath()
                + (query == null ? "" : '?' + query));
    }

    private static boolean isSame(URI one, URI other) {
        return one.getHost() != null
                && other.getHost() != null
                && one.getHost().toLowerCase(Locale.ROOT).equals(other.getHost().toLowerCase(Locale.ROOT))
                && port(one) == port(other)
                && ("http".equalsIgnoreCase(other.getScheme()) || "https".equalsIgnoreCase(other.getScheme()));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String pathAndQuery(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    }
}
