package dev.meridian.edge.cache.decide;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a representation are there.
 *
 * @param first position of the first
 * @param length how many
 * @param total of the whole representation
 */
public record Extent(long first, long length, long total) {

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})", Pattern.CASE_INSENSITIVE);

    public static Extent whole(long length) {
        return new Extent(0, length, length);
    }

    public static Extent of(ByteRange.Part part, long total) {
        return new Extent(part.first(), part.length(), total);
    }

    /** What a 206 says that it holds (RFC 9110 section 14.4); nothing if it says it badly, or not of how much. */
    public static Optional<Extent> of(Fields response) {
        return response.all("content-range").size() == 1
                ? parse(response.joined("content-range").strip())
                : Optional.empty();
    }

    private static Optional<Extent> parse(String contentRange) {
        Matcher matcher = CONTENT_RANGE.matcher(contentRange);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        long total = Long.parseLong(matcher.group(3));
        return first <= last && last < total
                ? Optional.of(new Extent(first, last - first + 1, total))
                : Optional.empty();
    }

    public boolean isWhole() {
        return length == total;
    }

    /** Position after the last byte. */
    public long end() {
        return first + length;
    }

    public boolean holds(ByteRange.Part part) {
        return part.first() >= first && part.last() < end();
    }

    /** Whether the two leave no gap, so that they make one (RFC 9111 section 3.4). */
    public boolean meets(Extent other) {
        return total == other.total && first <= other.end() && other.first <= end();
    }

    public String contentRange() {
        return "bytes " + first + '-' + (end() - 1) + '/' + total;
    }
}
