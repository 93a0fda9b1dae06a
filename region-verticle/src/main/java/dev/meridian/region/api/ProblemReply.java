package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Shows a problem as the contract has it (section 2.4). */
final class ProblemReply {

    private static final Set<Integer> SHOWN =
            Set.of(400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 416, 422, 429, 451, 500, 501, 503);

    private ProblemReply() {}

    static ApiReply of(Problem problem) {
        return of(problem, new JsonObject());
    }

    /** @param details what the contract does not have */
    static ApiReply of(Problem problem, JsonObject details) {
        boolean shown = SHOWN.contains(problem.type().status());
        int status = shown ? problem.type().status() : 500;
        JsonObject body = new JsonObject()
                .put("message", shown ? problem.text() : "Server Error")
                .put("code", status)
                .put("type", problem.type().name())
                .put("version", RegionApi.VERSION)
                .mergeIn(details);
        return ApiReply.json(status, body)
                .with("Cache-Control", "no-cache, no-store, must-revalidate")
                .with("Expires", "0")
                .with("Pragma", "no-cache");
    }
}
