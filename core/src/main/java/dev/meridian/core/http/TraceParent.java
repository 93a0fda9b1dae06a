package dev.meridian.core.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in its trace (W3C Trace Context, section 3.2).
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    /** Version 00: four fields and nothing after them. */
    private static final int LENGTH = 55;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** The trace that a header names, or a new one if it names none that is well formed. */
    public static TraceParent parse(@Nullable String header) {
        if (header == null || !isWellFormed(header)) {
            return new TraceParent(hex(8) + hex(8), hex(8), false);
        }
        boolean sampled = (Character.digit(header.charAt(LENGTH - 1), 16) & 1) == 1;
        return new TraceParent(header.substring(3, 35), header.substring(36, 52), sampled);
    }

    /** A span of this node's own: below the one that a header names, or the first of a new trace. */
    public static TraceParent below(@Nullable String header) {
        TraceParent parent = parse(header);
        return header == null ? parent : parent.child();
    }

    private static boolean isWellFormed(String header) {
        return header.length() >= LENGTH
                && header.charAt(2) == '-'
                && header.charAt(35) == '-'
                && header.charAt(52) == '-'
                && isHex(header, 0, 2)
                && isHex(header, 3, 35)
                && isHex(header, 36, 52)
                && isHex(header, 53, LENGTH)
                && !header.startsWith("ff")
                && !isZero(header, 3, 35)
                && !isZero(header, 36, 52)
                && (header.length() == LENGTH || (!header.startsWith("00") && header.charAt(LENGTH) == '-'));
    }

    private static boolean isHex(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static boolean isZero(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> c == '0');
    }

    /** The same trace, with a new span below this one. */
    public TraceParent child() {
        return new TraceParent(traceId, hex(8), sampled);
    }

    /** The header's value. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static String hex(int bytes) {
        long value = ThreadLocalRandom.current().nextLong() | 1;
        byte[] digits = new byte[bytes * 2];
        for (int i = digits.length - 1; i >= 0; i--, value >>>= 4) {
            digits[i] = DIGITS[(int) value & 15];
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }
}
