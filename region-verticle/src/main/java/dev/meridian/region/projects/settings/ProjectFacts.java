package dev.meridian.region.projects.settings;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What is known of a project besides its settings. */
public record ProjectFacts(String id, String name, String teamId, String region, Instant createdAt, Instant updatedAt) {

    /** The project as it is shown; what only the cloud has is shown as unset. */
    public JsonObject model(ProjectSettings settings) {
        Instant changed = settings.updatedAt().isAfter(updatedAt) ? settings.updatedAt() : updatedAt;
        JsonObject model = new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(changed))
                .put("name", name)
                .put("teamId", teamId)
                .put("region", region)
                .put("status", "active")
                .put("labels", new JsonArray(settings.labels()))
                .put("authMethods", settings.methods().model())
                .put("services", settings.services().model())
                .put("protocols", settings.protocols().model())
                .put("devKeys", new JsonArray())
                .put("blocks", new JsonArray())
                .put("onboarding", new JsonObject())
                .put("pingCount", 0)
                .put("pingedAt", "")
                .put("consoleAccessedAt", "")
                .put("wafEnabled", false);
        settings.smtp().show(model);
        return model;
    }
}
