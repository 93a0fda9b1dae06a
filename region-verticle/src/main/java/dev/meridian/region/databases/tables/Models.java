package dev.meridian.region.databases.tables;

import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.stream.Stream;

/** What callers see of databases, tables, columns and indexes: the SDK's models. */
public final class Models {

    /** A column or index as its creation answers it, and as it is from then on (contract section 5). */
    enum Status {
        PROCESSING("processing"),
        AVAILABLE("available");

        private final String text;

        Status(String text) {
            this.text = text;
        }
    }

    private Models() {}

    /** @param row of {@code meridian.app_database} */
    public static JsonObject database(Row row) {
        return new JsonObject()
                .put("$id", row.getString("database_id"))
                .put("name", row.getString("name"))
                .put("$createdAt", Datetimes.format(row.getOffsetDateTime("created_at")))
                .put("$updatedAt", Datetimes.format(row.getOffsetDateTime("updated_at")))
                .put("enabled", row.getBoolean("enabled"))
                .put("type", row.getString("type"))
                .put("policies", new JsonArray())
                .put("archives", new JsonArray());
    }

    static JsonObject table(Definition table, Naming naming) {
        return new JsonObject()
                .put("$id", table.id().table())
                .put("$createdAt", Datetimes.format(table.createdAt()))
                .put("$updatedAt", Datetimes.format(table.updatedAt()))
                .put("$permissions", new JsonArray(table.permissions()))
                .put("databaseId", table.id().database())
                .put("name", table.name())
                .put("enabled", table.enabled())
                .put(naming.name("rowSecurity"), table.rowSecurity())
                .put(naming.name("columns"), columns(table, naming).collect(Definitions.array()))
                .put(
                        "indexes",
                        table.indexes().stream()
                                .map(index -> index(index, Status.AVAILABLE, naming))
                                .collect(Definitions.array()))
                .put("bytesMax", 65_535)
                .put("bytesUsed", 0);
    }

    /** All columns that callers see, those of relationships last. */
    static Stream<JsonObject> columns(Definition table, Naming naming) {
        return Stream.concat(
                table.columns().stream().map(column -> column(column, Status.AVAILABLE)),
                table.relationships().stream()
                        .filter(Relationship::isShown)
                        .map(relationship -> relationship(relationship, Status.AVAILABLE, naming)));
    }

    static JsonObject relationship(Relationship relationship, Status status, Naming naming) {
        return new JsonObject()
                .put("key", relationship.key())
                .put("type", "relationship")
                .put("status", status.text)
                .put("error", "")
                .put("required", false)
                .put("array", false)
                .put("$createdAt", relationship.createdAt())
                .put("$updatedAt", relationship.updatedAt())
                .put(naming.name("relatedTable"), relationship.related())
                .put("relationType", relationship.kind().type())
                .put("twoWay", relationship.twoWay())
                .put("twoWayKey", relationship.otherKey())
                .put("onDelete", relationship.onDelete().text())
                .put("side", relationship.side().text());
    }

    static JsonObject column(Column column, Status status) {
        JsonObject model = new JsonObject()
                .put("key", column.key())
                .put("type", column.kind().type())
                .put("status", status.text)
                .put("error", "")
                .put("required", column.required())
                .put("array", column.array())
                .put("$createdAt", column.createdAt())
                .put("$updatedAt", column.updatedAt());
        return particulars(model, column).put("default", column.fallback());
    }

    private static JsonObject particulars(JsonObject model, Column column) {
        return switch (column.kind()) {
            case STRING, VARCHAR -> model.put("size", column.size()).put("encrypt", false);
            case TEXT, MEDIUMTEXT, LONGTEXT -> model.put("encrypt", false);
            case INTEGER, BIGINT, FLOAT -> model.put("min", column.min()).put("max", column.max());
            case BOOLEAN, POINT, LINE, POLYGON -> model;
            case DATETIME, EMAIL, URL, IP -> model.put("format", column.kind().format());
            case ENUM ->
                model.put("elements", new JsonArray(column.elements()))
                        .put("format", column.kind().format());
        };
    }

    static JsonObject index(Index index, Status status, Naming naming) {
        return new JsonObject()
                .put("$id", index.key())
                .put("$createdAt", index.createdAt())
                .put("$updatedAt", index.updatedAt())
                .put("key", index.key())
                .put("type", index.kind().type())
                .put("status", status.text)
                .put("error", "")
                .put(naming.name("columns"), new JsonArray(index.columns()))
                .put("lengths", new JsonArray(index.lengths()))
                .put("orders", new JsonArray(index.orders()));
    }
}
