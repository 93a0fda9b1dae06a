package dev.meridian.functions.outbound;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request goes.
 *
 * @param host without port, and without the brackets of an IPv6 address
 * @param uri path and query
 */
record Target(boolean isSecure, String host, int port, String uri) {

    private static final Pattern URL = Pattern.compile(
            "(https?)://(?<host>\\[[0-9a-fA-F:.]+]|[!-~&&[^/?#@:\\\\]]+)(?::(?<port>[0-9]{1,5}))?(?<uri>[!-~&&[^#]]*)(?:#.*)?");

    /** Nothing for what is no absolute URL of HTTP, or holds credentials. */
    static Optional<Target> of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean isSecure = parts.group(1).equals("https");
        String host = parts.group("host").toLowerCase(Locale.ROOT);
        String port = parts.group("port");
        int number = port == null ? isSecure ? 443 : 80 : Integer.parseInt(port);
        String uri = parts.group("uri");
        if (number < 1 || number > 65_535 || !(uri.isEmpty() || uri.startsWith("/") || uri.startsWith("?"))) {
            return Optional.empty();
        }
        boolean isAddress = host.startsWith("[");
        return Optional.of(new Target(
                isSecure,
                isAddress ? host.substring(1, host.length() - 1) : host,
                number,
                uri.startsWith("/") ? uri : "/" + uri));
    }

    /** Whether it lies at or below another. */
    boolean isWithin(Target other) {
        String below = other.uri.endsWith("/") ? other.uri : other.uri + "/";
        return isSecure == other.isSecure
                && host.equals(other.host)
                && port == other.port
                && (uri.startsWith(below) || uri.equals(other.uri) || uri.startsWith(other.uri + "?"));
    }

    /** As in a {@code Host} header. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (isSecure ? 443 : 80) ? name : name + ":" + port;
    }
}
