package dev.meridian.core.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Header values on their way out, byte for byte as they came in: a byte above 127 (obs-text, RFC 9110 section 5.5) is a
 * character of the same number in this program, which the encoder would replace by a question mark.
 */
public final class FieldValues {

    private FieldValues() {}

    /** Adds all fields of a map to one that is written to a connection. */
    public static void copy(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> field : from) {
            to.add((CharSequence) field.getKey(), wire(field.getValue()));
        }
    }

    private static CharSequence wire(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 127) {
                return new AsciiString(value.getBytes(StandardCharsets.ISO_8859_1), false);
            }
        }
        return value;
    }
}
