package dev.meridian.functions.wire;

/** One header as it stands in a message; a name may repeat. Names are lower case towards a function. */
public record HeaderLine(String name, String value) {

    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    /** Whether it can stand in an HTTP message: a name and a value of that grammar (RFC 9110 sections 5.1 and 5.5). */
    public boolean isWellFormed() {
        return isToken(name) && value.chars().allMatch(c -> c == '\t' || (c >= 32 && c != 127 && c < 256));
    }

    /** Whether a text is a token (RFC 9110 section 5.6.2), as names of headers and methods are. */
    public static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0));
    }
}
