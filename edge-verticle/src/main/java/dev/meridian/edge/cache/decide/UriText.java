package dev.meridian.edge.cache.decide;

import java.util.HexFormat;

/** URIs that mean the same as one text (RFC 3986 sections 6.2.2.1 and 6.2.2.2). */
public final class UriText {

    private static final String UNRESERVED_MARKS = "-._~";

    private UriText() {}

    /** Unreserved characters are not percent-encoded, and what is has upper-case digits. */
    public static String normal(String uri) {
        int percent = uri.indexOf('%');
        if (percent < 0) {
            return uri;
        }
        StringBuilder normal = new StringBuilder(uri.length()).append(uri, 0, percent);
        for (int i = percent; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c != '%' || !isEncoded(uri, i)) {
                normal.append(c);
                continue;
            }
            char meant = (char) HexFormat.fromHexDigits(uri, i + 1, i + 3);
            if (isUnreserved(meant)) {
                normal.append(meant);
            } else {
                normal.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) meant));
            }
            i += 2;
        }
        return normal.toString();
    }

    private static boolean isEncoded(String uri, int percent) {
        return percent + 2 < uri.length()
                && HexFormat.isHexDigit(uri.charAt(percent + 1))
                && HexFormat.isHexDigit(uri.charAt(percent + 2));
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || UNRESERVED_MARKS.indexOf(c) >= 0;
    }
}
