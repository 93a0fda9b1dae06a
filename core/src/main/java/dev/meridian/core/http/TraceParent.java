package dev.meridian.core.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in its trace (W3C Trace Context, section 3.2).
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** The trace that a header names, or a new one if it names none that is well formed. */
    public static TraceParent parse(@Nullable String header) {
        if (header != null) {
            Matcher matcher = FORM.matcher(header);
            if (matcher.matches() && (matcher.group(4) == null || !header.startsWith("00"))) {
                boolean sampled = (Integer.parseInt(matcher.group(3), 16) & 1) == 1;
                return new TraceParent(matcher.group(1), matcher.group(2), sampled);
            }
        }
        return new TraceParent(hex(8) + hex(8), hex(8), false);
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
        return HexFormat.of().toHexDigits(value, bytes * 2);
    }
}
