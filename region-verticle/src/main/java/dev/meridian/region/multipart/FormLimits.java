package dev.meridian.region.multipart;

import dev.meridian.core.problem.ProblemType;

/**
 * What a form may cost.
 *
 * @param fields text fields, at most
 * @param fieldBytes UTF-8 bytes of all text fields together, at most
 * @param fileBytes bytes of the file, at most
 * @param fileTooLarge what a larger file is refused as
 */
public record FormLimits(int fields, int fieldBytes, long fileBytes, ProblemType fileTooLarge) {

    /** Enough for a hundred permissions beside the other parameters. */
    public static FormLimits file(long bytes, ProblemType tooLarge) {
        return new FormLimits(256, 64 << 10, bytes, tooLarge);
    }
}
