package dev.meridian.region.storage.uploads;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a file a request brings (contract section 7).
 *
 * @param part counted from 1
 * @param parts how many the file has
 * @param bytes of this part
 * @param total bytes of the file
 */
public record ChunkRange(int part, int parts, long bytes, long total) {

    /** Bytes of every part but the last. */
    public static final long CHUNK = 5_242_880;

    private static final Pattern FORM = Pattern.compile("bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})");
    private static final int MAX_PARTS = 100_000;

    /** Reads a {@code Content-Range} whose end is inclusive. Throws {@code storage_invalid_content_range}. */
    public static ChunkRange parse(String header) {
        Matcher matcher = FORM.matcher(header.strip());
        if (!matcher.matches()) {
            throw invalid();
        }
        long start = Long.parseLong(matcher.group(1));
        long end = Long.parseLong(matcher.group(2));
        long total = Long.parseLong(matcher.group(3));
        long bytes = end - start + 1;
        boolean isLast = end == total - 1;
        if (start > end || end >= total || start % CHUNK != 0 || bytes > CHUNK || (!isLast && bytes != CHUNK)) {
            throw invalid();
        }
        long parts = (total + CHUNK - 1) / CHUNK;
        if (parts > MAX_PARTS) {
            throw invalid();
        }
        return new ChunkRange((int) (start / CHUNK) + 1, (int) parts, bytes, total);
    }

    /** The range does not fit its content or what is known of the upload. */
    public static Problem invalid() {
        return Problem.of(
                new ProblemType("storage_invalid_content_range", 400),
                "The content range is invalid. Chunks have 5,242,880 bytes except the last, and must fit their file.");
    }
}
