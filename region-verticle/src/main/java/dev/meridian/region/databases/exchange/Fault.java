package dev.meridian.region.databases.exchange;

import dev.meridian.core.problem.Problem;
import io.vertx.core.json.JsonObject;

/** What is wrong with a line of a file. */
record Fault(long line, Problem problem) {

    JsonObject model() {
        return new JsonObject()
                .put("line", line)
                .put("type", problem.type().name())
                .put("message", problem.text());
    }

    /** As a refusal of the whole file. */
    Problem whole() {
        return problem.reworded(problem.type(), "Line " + line + ": " + problem.text());
    }
}
