package dev.meridian.core.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/**
 * Header values on their way out, byte for byte as they came in: a byte above 127 (obs-text, RFC 9110 section 5.5) is a
 * character of the same number in this program, which the encoder would replace by a question mark.
 */
public final class FieldValues {

    private FieldValues() {}

    /** Adds all fields of a map to one that is written to a connection; what is {@link #encoded} already stays so. */
    public static void copy(MultiMap from, MultiMap to) {
        if (from instanceof HttpHeaders fields) {
            Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence();
            while (all.hasNext()) {
                Map.Entry<CharSequence, CharSequence> field = all.next();
                to.add(bytes(field.getKey()), bytes(field.getValue()));
            }
        } else {
            for (Map.Entry<String, String> field : from) {
                to.add(bytes(field.getKey()), bytes(field.getValue()));
            }
        }
    }

    /** A copy in the form that goes to connections: for fields that are written often. */
    public static MultiMap encoded(MultiMap fields) {
        MultiMap encoded = MultiMap.caseInsensitiveMultiMap();
        copy(fields, encoded);
        return encoded;
    }

    /** A name or a value in the form that goes to connections: for what is looked up or written often. */
    public static CharSequence encoded(String text) {
        return bytes(text);
    }

    /** The encoder copies bytes at once, and characters one by one. */
    private static CharSequence bytes(CharSequence text) {
        return text instanceof String string
                ? new AsciiString(string.getBytes(StandardCharsets.ISO_8859_1), false)
                : text;
    }
}
