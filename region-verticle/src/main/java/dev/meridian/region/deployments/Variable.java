package dev.meridian.region.deployments;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/** A variable of a function's environment, or of a site's build. */
public record Variable(
        String id, Owner owner, String key, String value, boolean isSecret, Instant createdAt, Instant updatedAt) {

    static Variable of(Row row) {
        return new Variable(
                row.getString("variable_id"),
                Owner.of(row),
                row.getString("key"),
                row.getString("value"),
                row.getBoolean("secret"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** As it is shown: the value of a secret never is. */
    JsonObject model() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("key", key)
                .put("value", isSecret ? "" : value)
                .put("secret", isSecret)
                .put("resourceType", owner.kind().word())
                .put("resourceId", owner.id());
    }

    @Override
    public String toString() {
        return "Variable " + key;
    }
}
