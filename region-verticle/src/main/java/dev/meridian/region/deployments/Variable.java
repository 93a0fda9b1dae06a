package dev.meridian.region.deployments;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/** A variable of a function's environment, or of a site's build. */
public record Variable(
        String id, Owner owner, String key, String value, boolean isSecret, Instant createdAt, Instant updatedAt) {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("variable"),
            List.of(
                    Field.required("$id", "variable_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    hidden("project_id"),
                    Field.required("resourceType", "owner_type", ValueType.STRING),
                    Field.required("resourceId", "owner_id", ValueType.STRING),
                    Field.required("key", "key", ValueType.STRING),
                    hidden("value"),
                    Field.required("secret", "secret", ValueType.BOOLEAN)));

    private static Field hidden(String column) {
        return new Field(column, new Identifier(column), ValueType.STRING, false, false, false);
    }

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
