package dev.meridian.region.databases.exchange;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** A line that cannot be read; never leaves the import. */
final class Malformed extends RuntimeException {

    private final long line;

    /** @param line from 1 */
    Malformed(long line, String reason) {
        super(reason, null, false, false);
        this.line = line;
    }

    static Malformed tooLong(long line) {
        return new Malformed(line, "The row is longer than " + LineReader.MOST_BYTES + " bytes.");
    }

    Fault fault() {
        return new Fault(line, Problem.of(ProblemType.ARGUMENT_INVALID, String.valueOf(getMessage())));
    }
}
