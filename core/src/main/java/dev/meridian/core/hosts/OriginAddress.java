package dev.meridian.core.hosts;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where an HTTP origin outside the network is.
 *
 * @param secure whether it is spoken to over TLS
 * @param host a name or an address, lower case; an IPv6 address without its brackets
 */
public record OriginAddress(boolean secure, String host, int port) {

    /**
     * @param text such as {@code https://shop.example.com} or {@code http://127.0.0.1:8000}
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static OriginAddress parse(String text) {
        URI uri = uri(text);
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        if (!secure && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("an origin begins with http:// or https://: " + text);
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an origin needs a host and no user name: " + text);
        }
        boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (!bare || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an origin has no path, query or fragment: " + text);
        }
        int port = uri.getPort() < 0 ? defaultPort(secure) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("an origin's port goes from 1 to 65535: " + text);
        }
        return new OriginAddress(secure, bareHost(uri.getHost()), port);
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("an origin is a URL such as https://shop.example.com: " + text, e);
        }
    }

    private static String bareHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    /** As a {@code Host} header gives it. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        return port == defaultPort(secure) ? name : name + ':' + port;
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + authority();
    }
}
