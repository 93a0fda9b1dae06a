package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.StoredGeometry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows as a compiled statement answers them, and shows them to callers. */
public final class RowReader {

    private RowReader() {}

    /** @param table whose definition {@link #isCurrent} */
    static StoredRow row(Table table, Compiled compiled, Row row) {
        List<Field> fields = compiled.fields();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 5; i < fields.size(); i++) {
            Field field = fields.get(i);
            Object value = value(row, i, field);
            values.put(field.attribute(), value == null ? null : opened(table, row.getString(0), field, value));
        }
        return new StoredRow(
                row.getString(0),
                row.getLong(1),
                row.getOffsetDateTime(2),
                row.getOffsetDateTime(3),
                List.of(row.getArrayOfStrings(4)),
                values);
    }

    private static Object opened(Table table, String id, Field field, Object value) {
        return table.sealed().keys().contains(field.attribute())
                ? table.sealed().open(table.column(field.attribute()).orElseThrow(), id, value)
                : value;
    }

    /** Whether the definition that a statement relied on is still the table's. */
    static boolean isCurrent(Table table, Compiled compiled, Row row) {
        Long version = row.getLong(compiled.fields().size());
        return version != null && version == table.definition().version();
    }

    private static @Nullable Object value(Row row, int index, Field field) {
        Object value = row.getValue(index);
        if (value == null) {
            return null;
        }
        return switch (field.type()) {
            case STRING -> field.array() ? row.getArrayOfStrings(index) : row.getString(index);
            case INTEGER -> field.array() ? row.getArrayOfLongs(index) : row.getLong(index);
            case FLOAT -> field.array() ? row.getArrayOfDoubles(index) : row.getDouble(index);
            case BOOLEAN -> field.array() ? row.getArrayOfBooleans(index) : row.getBoolean(index);
            case DATETIME ->
                field.array() ? inUtc(row.getArrayOfOffsetDateTimes(index)) : inUtc(row.getOffsetDateTime(index));
            case POINT, LINESTRING, POLYGON -> StoredGeometry.geometry(row.getArrayOfDoubles(index));
        };
    }

    private static OffsetDateTime inUtc(OffsetDateTime moment) {
        return moment.withOffsetSameInstant(ZoneOffset.UTC);
    }

    private static OffsetDateTime[] inUtc(OffsetDateTime[] moments) {
        return Arrays.stream(moments).map(RowReader::inUtc).toArray(OffsetDateTime[]::new);
    }

    /** The SDK's model Row. */
    public static JsonObject model(Table table, StoredRow row, Naming naming) {
        JsonObject model = new JsonObject()
                .put("$id", row.id())
                .put("$sequence", Long.toString(row.sequence()))
                .put("$createdAt", Datetimes.format(row.createdAt()))
                .put("$updatedAt", Datetimes.format(row.updatedAt()))
                .put("$permissions", new JsonArray(row.permissions()))
                .put("$databaseId", table.id().database())
                .put(naming.name("$tableId"), table.id().table());
        row.values().forEach((key, value) -> model.put(key, json(value)));
        return model;
    }

    static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case Object[] elements -> {
                JsonArray array = new JsonArray();
                for (Object element : elements) {
                    array.add(json(element));
                }
                yield array;
            }
            case Geometry geometry -> new JsonArray(geometry.json());
            case OffsetDateTime moment -> Datetimes.format(moment);
            case null -> null;
            default -> value;
        };
    }
}
