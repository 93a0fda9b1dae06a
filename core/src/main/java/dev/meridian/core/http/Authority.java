package dev.meridian.core.http;

import java.util.Locale;

/** The host and port part of a URI (RFC 3986 section 3.2). */
public final class Authority {

    private Authority() {}

    /** The host, lower case, without port and without the dot that may end a fully qualified name. */
    public static String host(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.lastIndexOf(':');
        String host = end <= 0 ? authority : authority.substring(0, end);
        return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    /** The port with its colon, as it stands after the host; empty for none. */
    public static String portSuffix(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.endsWith("]") ? "" : authority.substring(colon);
    }
}
