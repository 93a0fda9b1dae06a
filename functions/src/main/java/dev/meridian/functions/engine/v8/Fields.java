package dev.meridian.functions.engine.v8;

/** Reads {@code length:characters} fields one after another. What it reads came from script and may be anything. */
final class Fields {

    private final String text;
    private int at;

    Fields(String text) {
        this.text = text;
    }

    static void append(StringBuilder to, String field) {
        to.append(field.length()).append(':').append(field);
    }

    boolean hasNext() {
        return at < text.length();
    }

    /** The next field; {@link IllegalArgumentException} when the text holds none. */
    String next() {
        int colon = text.indexOf(':', at);
        if (colon < 0) {
            throw new IllegalArgumentException("A field without a length");
        }
        int length = Integer.parseInt(text, at, colon, 10);
        int end = colon + 1 + length;
        if (length < 0 || end < 0 || end > text.length()) {
            throw new IllegalArgumentException("A field that overruns its text");
        }
        at = end;
        return text.substring(colon + 1, end);
    }
}
