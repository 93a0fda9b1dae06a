package dev.meridian.region.functions;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;

/** How executions are stored and shown (contract section 8.2). */
final class Execution {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("execution"),
            List.of(
                    Field.required("$id", "execution_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    new Field("$permissions", new Identifier("permissions"), ValueType.STRING, true, false, false),
                    hidden("function_id", ValueType.STRING),
                    Field.required("deploymentId", "deployment_id", ValueType.STRING),
                    Field.required("trigger", "trigger", ValueType.STRING),
                    Field.required("status", "status", ValueType.STRING),
                    Field.required("requestMethod", "request_method", ValueType.STRING),
                    Field.required("requestPath", "request_path", ValueType.STRING),
                    hidden("request_headers", ValueType.STRING),
                    Field.required("responseStatusCode", "response_status", ValueType.INTEGER),
                    hidden("response_headers", ValueType.STRING),
                    hidden("logs", ValueType.STRING),
                    hidden("errors", ValueType.STRING),
                    Field.required("duration", "duration", ValueType.FLOAT),
                    new Field("scheduled_at", new Identifier("scheduled_at"), ValueType.DATETIME, false, true, false)));

    private Execution() {}

    private static Field hidden(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, false, false);
    }

    /** @param isOwner whether logs and errors may be seen: by keys and administrators only */
    static JsonObject model(Row row, boolean isOwner) {
        JsonArray permissions = new JsonArray();
        for (String permission : row.getArrayOfStrings("permissions")) {
            permissions.add(permission);
        }
        JsonObject model = new JsonObject()
                .put("$id", row.getString("execution_id"))
                .put(
                        "$createdAt",
                        Timestamps.format(row.getOffsetDateTime("created_at").toInstant()))
                .put(
                        "$updatedAt",
                        Timestamps.format(row.getOffsetDateTime("updated_at").toInstant()))
                .put("$permissions", permissions)
                .put("functionId", row.getString("function_id"))
                .put("resourceId", row.getString("function_id"))
                .put("resourceType", "functions")
                .put("deploymentId", row.getString("deployment_id"))
                .put("trigger", row.getString("trigger"))
                .put("status", row.getString("status"))
                .put("requestMethod", row.getString("request_method"))
                .put("requestPath", row.getString("request_path"))
                .put("requestHeaders", new JsonArray(row.getString("request_headers")))
                .put("responseStatusCode", row.getInteger("response_status"))
                .put("responseBody", "")
                .put("responseHeaders", new JsonArray(row.getString("response_headers")))
                .put("logs", isOwner ? row.getString("logs") : "")
                .put("errors", isOwner ? row.getString("errors") : "")
                .put("duration", row.getDouble("duration"));
        OffsetDateTime scheduledAt = row.getOffsetDateTime("scheduled_at");
        return scheduledAt == null ? model : model.put("scheduledAt", Timestamps.format(scheduledAt.toInstant()));
    }
}
