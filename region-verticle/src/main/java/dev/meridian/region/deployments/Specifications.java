package dev.meridian.region.deployments;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The sizes of machine that a function or a site may name. Isolates and files have none, so that one does for all. */
public final class Specifications {

    private Specifications() {}

    /** Answers {@code GET /v1/functions/specifications} and {@code GET /v1/sites/specifications}. */
    public static Future<ApiReply> list(ApiRequest request) {
        request.parameters().oneOf("type", List.of("runtimes", "builds"));
        JsonArray models = new JsonArray()
                .add(new JsonObject()
                        .put("memory", 512)
                        .put("cpus", 1)
                        .put("enabled", true)
                        .put("slug", "s-1vcpu-512mb"));
        return Future.succeededFuture(
                ApiReply.json(200, new JsonObject().put("total", models.size()).put("specifications", models)));
    }
}
