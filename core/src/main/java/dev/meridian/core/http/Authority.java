package dev.meridian.core.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** The host and port part of a URI (RFC 3986 section 3.2). */
public final class Authority {

    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9_]([A-Za-z0-9._-]{0,253}))(:[0-9]{1,5})?");

    private Authority() {}

    /** Whether it is a name or address with an optional port: no user, no percent-encoding, no empty label. */
    public static boolean isValid(String authority) {
        return FORM.matcher(authority).matches() && !authority.contains("..");
    }

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
