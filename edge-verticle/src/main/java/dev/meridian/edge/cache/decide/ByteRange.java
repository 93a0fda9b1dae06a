package dev.meridian.edge.cache.decide;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a body a {@code Range} header asks for (RFC 9110 section 14). */
public sealed interface ByteRange {

    /** All of it: the header is absent, malformed, in another unit, or asks for several parts. */
    record Whole() implements ByteRange {}

    /** @param last inclusive */
    record Part(long first, long last) implements ByteRange {

        public long length() {
            return last - first + 1;
        }
    }

    /** Nothing that exists: 416. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    /** @param length of the whole body in bytes */
    static ByteRange of(String header, long length) {
        Matcher matcher = ONE.matcher(header.strip());
        if (!matcher.matches()) {
            return new Whole();
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? new Whole() : suffix(Long.parseLong(to), length);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
        if (last < first) {
            return new Whole();
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }

    private static ByteRange suffix(long bytes, long length) {
        return bytes == 0 || length == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - bytes), length - 1);
    }
}
