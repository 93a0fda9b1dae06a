package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether what a function starts with is there. */
final class Entrypoints {

    private Entrypoints() {}

    /** Throws a problem if it is not a file of the code; one that links lead to is none. Blocks. */
    static void check(Path code, String entrypoint) throws IOException {
        Path start = code.resolve(entrypoint).normalize();
        if (entrypoint.isBlank()
                || !start.startsWith(code)
                || !Files.isRegularFile(start, LinkOption.NOFOLLOW_LINKS)
                || !start.toRealPath().equals(code.toRealPath().resolve(code.relativize(start)))) {
            throw Problem.of(
                    new ProblemType("function_entrypoint_missing", 404),
                    "The entrypoint '" + entrypoint + "' is not a file of the deployment.");
        }
    }
}
