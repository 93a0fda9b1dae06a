package dev.meridian.region.projects;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/** A project as the console lists it, wherever its home is. */
record ListedProject(String id, String teamId, String name, String region, Instant createdAt, Instant updatedAt) {

    private static final List<String> LISTS =
            List.of("devKeys", "labels", "authMethods", "services", "protocols", "blocks");
    private static final List<String> TEXTS = List.of(
            "smtpSenderName",
            "smtpSenderEmail",
            "smtpReplyToName",
            "smtpReplyToEmail",
            "smtpHost",
            "smtpUsername",
            "smtpPassword",
            "smtpSecure",
            "pingedAt",
            "consoleAccessedAt");

    static ListedProject of(Row row) {
        return new ListedProject(
                row.getString("project_id"),
                row.getString("team_id"),
                row.getString("name"),
                row.getString("region"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** Settings that this server does not have are shown as unset. */
    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("teamId", teamId)
                .put("region", region)
                .put("status", "active")
                .put("smtpEnabled", false)
                .put("smtpPort", 0)
                .put("pingCount", 0)
                .put("onboarding", new JsonObject())
                .put("wafEnabled", false);
        LISTS.forEach(name -> json.put(name, new JsonArray()));
        TEXTS.forEach(name -> json.put(name, ""));
        return json;
    }
}
