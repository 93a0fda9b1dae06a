package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether what a function starts with is there. */
final class Entrypoints {

    private Entrypoints() {}

    /** Throws a problem if it is not a file of the code. Blocks. */
    static void check(Path code, String entrypoint) {
        Path start = code.resolve(entrypoint).normalize();
        if (entrypoint.isBlank() || !start.startsWith(code) || !Files.isRegularFile(start, LinkOption.NOFOLLOW_LINKS)) {
            throw Problem.of(
                    new ProblemType("function_entrypoint_missing", 404),
                    "The entrypoint '" + entrypoint + "' is not a file of the deployment.");
        }
    }
}
