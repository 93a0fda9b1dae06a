package dev.meridian.region.storage;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a file a reply holds.
 *
 * @param start first byte
 * @param length at least 1
 */
record ByteSpan(long start, long length) {

    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{1,15})-([0-9]{0,15})");
    private static final long MAX_SPAN = 20_000_000;

    /**
     * Reads a {@code Range} by the contract's rule (section 7): one range with a start; an open or long one is cut.
     *
     * @return empty for no range; throws {@code storage_invalid_range} for one that is not the file's
     */
    static Optional<ByteSpan> parse(Optional<String> header, long size) {
        return header.map(text -> {
            Matcher matcher = FORM.matcher(text.strip());
            if (!matcher.matches()) {
                throw StorageProblems.range();
            }
            long start = Long.parseLong(matcher.group(1));
            boolean isOpen = matcher.group(2).isEmpty();
            long end = isOpen ? size - 1 : Long.parseLong(matcher.group(2));
            if (start >= size || end >= size || (isOpen ? start > end : start >= end)) {
                throw StorageProblems.range();
            }
            return new ByteSpan(start, Math.min(end - start + 1, MAX_SPAN));
        });
    }

    /** The {@code Content-Range} of a 206. */
    String of(long size) {
        return "bytes " + start + "-" + (start + length - 1) + "/" + size;
    }
}
