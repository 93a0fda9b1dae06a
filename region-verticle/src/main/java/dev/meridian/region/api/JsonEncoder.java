package dev.meridian.region.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) in UTF-8, for replies that are mostly text: runs without a character that needs an escape are
 * found eight bytes at a time and copied whole. Anything but objects, arrays, texts, whole numbers, booleans and null is
 * written as {@link Json} writes it. For one use by one thread.
 */
final class JsonEncoder {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = ONES << 7;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final int FIRST_SIZE = 512;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    private JsonEncoder() {}

    static Buffer encode(JsonObject value) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.object(value.iterator());
        return Buffer.buffer(encoder.length).appendBytes(encoder.bytes, 0, encoder.length);
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> ascii("null");
            case String text -> text(text);
            case Boolean truth -> ascii(truth.toString());
            case Integer number -> ascii(number.toString());
            case Long number -> ascii(number.toString());
            case JsonObject object -> object(object.iterator());
            case JsonArray array -> array(array.iterator());
            default -> raw(Json.encodeToBuffer(value).getBytes());
        }
    }

    private void object(Iterator<Map.Entry<String, Object>> entries) {
        put('{');
        while (entries.hasNext()) {
            Map.Entry<String, Object> entry = entries.next();
            text(entry.getKey());
            put(':');
            value(entry.getValue());
            if (entries.hasNext()) {
                put(',');
            }
        }
        put('}');
    }

    private void array(Iterator<Object> elements) {
        put('[');
        while (elements.hasNext()) {
            value(elements.next());
            if (elements.hasNext()) {
                put(',');
            }
        }
        put(']');
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put('"');
        int done = 0;
        while (done < utf8.length) {
            int next = special(utf8, done);
            copy(utf8, done, next);
            if (next < utf8.length) {
                escape(utf8[next]);
            }
            done = next + 1;
        }
        put('"');
    }

    /** The place of the next byte that must not stand in a text as it is; the length if there is none. */
    private static int special(byte[] utf8, int from) {
        int at = from;
        while (at + Long.BYTES <= utf8.length && !hasSpecial((long) WORDS.get(utf8, at))) {
            at += Long.BYTES;
        }
        while (at < utf8.length && !isSpecial(utf8[at])) {
            at++;
        }
        return at;
    }

    /** Whether one of eight bytes is special. Bytes of characters beyond ASCII have their highest bit set and are not. */
    private static boolean hasSpecial(long word) {
        long quotes = word ^ QUOTES;
        long backslashes = word ^ BACKSLASHES;
        long controls = (word - SPACES) & ~word;
        return ((controls | ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes)) & HIGHS) != 0;
    }

    private static boolean isSpecial(byte one) {
        return (one >= 0 && one < ' ') || one == '"' || one == '\\';
    }

    private void escape(byte special) {
        put('\\');
        switch (special) {
            case '"', '\\' -> put((char) special);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            case '\b' -> put('b');
            case '\f' -> put('f');
            default -> ascii("u00" + HexFormat.of().toHexDigits(special));
        }
    }

    private void ascii(String text) {
        raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void raw(byte[] json) {
        copy(json, 0, json.length);
    }

    private void copy(byte[] from, int start, int end) {
        int size = end - start;
        reserve(size);
        System.arraycopy(from, start, bytes, length, size);
        length += size;
    }

    private void put(char one) {
        reserve(1);
        bytes[length++] = (byte) one;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * length));
        }
    }
}
