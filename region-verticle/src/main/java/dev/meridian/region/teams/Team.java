package dev.meridian.region.teams;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/** @param total confirmed members */
record Team(String id, String name, int total, JsonObject prefs, Instant createdAt, Instant updatedAt) {

    static Team of(Row row) {
        return new Team(
                row.getString("team_id"),
                row.getString("name"),
                row.getInteger("total"),
                row.getJsonObject("prefs"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("total", total)
                .put("prefs", prefs);
    }
}
