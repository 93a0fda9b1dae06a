package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.ColumnValues;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Checks what a caller wants a row to hold against the table (contract section 5, "Row write rules"). */
final class RowData {

    private static final Set<String> DROPPED = Set.of(
            "$id", "$sequence", "$permissions", "$databaseId", "$tableId", "$collectionId", "$createdAt", "$updatedAt");

    private RowData() {}

    /** Every column's value of a new row. */
    static Map<String, @Nullable Object> created(Table table, JsonObject data) {
        Map<String, @Nullable Object> given = given(table, data);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            Object value = given.get(column.key());
            Object fallback = column.fallback();
            if (value == null && fallback != null && !given.containsKey(column.key())) {
                value = fitting(column, fallback);
            }
            checkPresent(column, value);
            values.put(column.key(), value);
        }
        return values;
    }

    /** The values of those columns that the data names. */
    static Map<String, @Nullable Object> given(Table table, JsonObject data) {
        return values(table, data, (column, json) -> json);
    }

    /**
     * The values of those columns that the data names, operators applied.
     *
     * @param before the row's present ones
     */
    static Map<String, @Nullable Object> changed(
            Table table, JsonObject data, Map<String, @Nullable Object> before, OffsetDateTime now) {
        return values(
                table,
                data,
                (column, json) -> Operator.read(column, json)
                        .map(operator -> operator.apply(column, RowReader.json(before.get(column.key())), now))
                        .orElse(json));
    }

    private static Map<String, @Nullable Object> values(
            Table table, JsonObject data, BiFunction<Column, Object, Object> meant) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String key : data.fieldNames()) {
            if (!DROPPED.contains(key)) {
                Column column = table.column(key)
                        .orElseThrow(() -> DatabaseProblems.rowStructure("Unknown attribute: \"" + key + "\""));
                Object json = data.getValue(key);
                Object value = json == null ? null : fitting(column, meant.apply(column, json));
                checkPresent(column, value);
                values.put(key, value);
            }
        }
        return values;
    }

    /** {@code $createdAt} or {@code $updatedAt}, which only some callers may set; theirs to drop for others. */
    static Optional<OffsetDateTime> time(JsonObject data, String key) {
        return data.getValue(key) instanceof String text
                ? Optional.of(Datetimes.parse(text)
                        .orElseThrow(() -> DatabaseProblems.rowStructure(
                                "Attribute \"" + key + "\" has invalid type. Value must be a valid date.")))
                : Optional.empty();
    }

    private static Object fitting(Column column, Object json) {
        return ColumnValues.of(column, json)
                .orElseThrow(() -> DatabaseProblems.rowStructure("Attribute \"" + column.key() + "\" has invalid "
                        + (column.kind().format().isEmpty() ? "type" : "format") + ". " + ColumnValues.rule(column)));
    }

    private static void checkPresent(Column column, @Nullable Object value) {
        if (column.required() && value == null) {
            throw DatabaseProblems.rowStructure("Missing required attribute \"" + column.key() + "\"");
        }
    }
}
