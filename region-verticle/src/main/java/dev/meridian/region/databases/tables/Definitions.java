package dev.meridian.region.databases.tables;

import dev.meridian.region.query.Identifier;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Columns and indexes as they are kept in {@code meridian.app_table}. */
final class Definitions {

    private Definitions() {}

    static JsonArray columns(List<Column> columns) {
        return columns.stream().map(Definitions::json).collect(array());
    }

    static JsonArray indexes(List<Index> indexes) {
        return indexes.stream().map(Definitions::json).collect(array());
    }

    static List<Column> columns(JsonArray kept) {
        return objects(kept).stream().map(Definitions::column).toList();
    }

    static List<Index> indexes(JsonArray kept) {
        return objects(kept).stream().map(Definitions::index).toList();
    }

    static JsonArray relationships(List<Relationship> relationships) {
        return relationships.stream().map(Definitions::json).collect(array());
    }

    static List<Relationship> relationships(JsonArray kept) {
        return objects(kept).stream().map(Definitions::relationship).toList();
    }

    private static JsonObject json(Relationship relationship) {
        return new JsonObject()
                .put("key", relationship.key())
                .put("link", relationship.link().name())
                .put("kind", relationship.kind().name())
                .put("side", relationship.side().name())
                .put("related", relationship.related())
                .put("twoWay", relationship.twoWay())
                .put("otherKey", relationship.otherKey())
                .put("onDelete", relationship.onDelete().name())
                .put("createdAt", relationship.createdAt())
                .put("updatedAt", relationship.updatedAt());
    }

    private static Relationship relationship(JsonObject json) {
        return new Relationship(
                json.getString("key"),
                new Identifier(json.getString("link")),
                Relationship.Kind.valueOf(json.getString("kind")),
                Relationship.Side.valueOf(json.getString("side")),
                json.getString("related"),
                json.getBoolean("twoWay"),
                json.getString("otherKey"),
                Relationship.OnDelete.valueOf(json.getString("onDelete")),
                json.getString("createdAt"),
                json.getString("updatedAt"));
    }

    private static JsonObject json(Column column) {
        return new JsonObject()
                .put("key", column.key())
                .put("kind", column.kind().name())
                .put("number", column.number())
                .put("required", column.required())
                .put("array", column.array())
                .put("size", column.size())
                .put("min", column.min())
                .put("max", column.max())
                .put("elements", new JsonArray(column.elements()))
                .put("fallback", column.fallback())
                .put("createdAt", column.createdAt())
                .put("updatedAt", column.updatedAt());
    }

    private static Column column(JsonObject json) {
        ColumnKind kind = ColumnKind.valueOf(json.getString("kind"));
        return new Column(
                json.getString("key"),
                kind,
                json.getInteger("number"),
                json.getBoolean("required"),
                json.getBoolean("array"),
                json.getLong("size"),
                number(kind, json.getNumber("min")),
                number(kind, json.getNumber("max")),
                strings(json.getJsonArray("elements")),
                json.getValue("fallback"),
                json.getString("createdAt"),
                json.getString("updatedAt"));
    }

    private static @Nullable Number number(ColumnKind kind, @Nullable Number kept) {
        if (kept == null) {
            return null;
        }
        return kind == ColumnKind.FLOAT ? (Number) kept.doubleValue() : (Number) kept.longValue();
    }

    private static JsonObject json(Index index) {
        return new JsonObject()
                .put("key", index.key())
                .put("number", index.number())
                .put("type", index.kind().type())
                .put("columns", new JsonArray(index.columns()))
                .put("orders", new JsonArray(index.orders()))
                .put("lengths", new JsonArray(index.lengths()))
                .put("createdAt", index.createdAt())
                .put("updatedAt", index.updatedAt());
    }

    private static Index index(JsonObject json) {
        JsonArray lengths = json.getJsonArray("lengths");
        return new Index(
                json.getString("key"),
                json.getInteger("number"),
                Index.Kind.of(json.getString("type", json.getBoolean("unique", false) ? "unique" : "key")),
                strings(json.getJsonArray("columns")),
                strings(json.getJsonArray("orders")),
                IntStream.range(0, lengths.size()).mapToObj(lengths::getInteger).toList(),
                json.getString("createdAt"),
                json.getString("updatedAt"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
    }

    private static List<String> strings(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getString).toList();
    }

    static Collector<JsonObject, ?, JsonArray> array() {
        return Collectors.collectingAndThen(Collectors.toList(), JsonArray::new);
    }
}
