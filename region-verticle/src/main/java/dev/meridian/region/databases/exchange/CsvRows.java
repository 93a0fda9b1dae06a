package dev.meridian.region.databases.exchange;

import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Table;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of CSV's fields by the columns that they stand under. A text that is no value of its column's type stays a text,
 * so that it is refused as in any other request.
 */
final class CsvRows {

    private static final Set<String> SYSTEM = Set.of(
            "$id", "$sequence", "$createdAt", "$updatedAt", "$permissions", "$databaseId", "$tableId", "$collectionId");

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern REAL = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?");

    private final Table table;
    private List<Heading> headings = List.of();

    private enum Meaning {
        TEXT,
        WHOLE,
        REAL,
        FLAG,
        JSON
    }

    private record Heading(String key, Meaning meaning) {}

    CsvRows(Table table) {
        this.table = table;
    }

    /** What the fields of all rows are. */
    void name(long line, List<@Nullable String> names) {
        List<Heading> found = new ArrayList<>();
        Set<String> once = new HashSet<>();
        for (String name : names) {
            Heading heading = Optional.ofNullable(name)
                    .flatMap(key -> meaning(key).map(meaning -> new Heading(key, meaning)))
                    .orElseThrow(
                            () -> new Malformed(line, "The table has no column '" + (name == null ? "" : name) + "'."));
            if (!once.add(heading.key())) {
                throw new Malformed(line, "The column '" + name + "' is named twice.");
            }
            found.add(heading);
        }
        headings = List.copyOf(found);
    }

    JsonObject row(long line, List<@Nullable String> fields) {
        if (fields.size() != headings.size()) {
            throw new Malformed(
                    line, "The row has " + fields.size() + " fields; " + headings.size() + " columns are named.");
        }
        JsonObject row = new JsonObject();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            Heading heading = headings.get(i);
            row.put(heading.key(), field == null ? null : value(heading.meaning(), field));
        }
        return row;
    }

    private Optional<Meaning> meaning(String key) {
        if (SYSTEM.contains(key)) {
            return Optional.of(key.equals("$permissions") ? Meaning.JSON : Meaning.TEXT);
        }
        return table.column(key)
                .map(CsvRows::meaning)
                .or(() -> table.relationship(key).map(CsvRows::meaning));
    }

    private static Meaning meaning(Column column) {
        return column.array()
                ? Meaning.JSON
                : switch (column.kind().valueType()) {
                    case STRING, DATETIME -> Meaning.TEXT;
                    case INTEGER -> Meaning.WHOLE;
                    case FLOAT -> Meaning.REAL;
                    case BOOLEAN -> Meaning.FLAG;
                    case POINT, LINESTRING, POLYGON -> Meaning.JSON;
                };
    }

    private static Meaning meaning(Relationship relationship) {
        return relationship.isToMany() ? Meaning.JSON : Meaning.TEXT;
    }

    private static Object value(Meaning meaning, String field) {
        return switch (meaning) {
            case TEXT -> field;
            case WHOLE -> WHOLE.matcher(field).matches() ? whole(field) : field;
            case REAL -> REAL.matcher(field).matches() ? (Object) Double.valueOf(field) : field;
            case FLAG -> field.equals("true") || field.equals("false") ? (Object) Boolean.valueOf(field) : field;
            case JSON -> json(field);
        };
    }

    private static Object whole(String field) {
        try {
            return Long.valueOf(field);
        } catch (NumberFormatException tooLarge) {
            return field;
        }
    }

    private static Object json(String field) {
        try {
            return Json.decodeValue(field) instanceof JsonArray array ? array : field;
        } catch (DecodeException plain) {
            return field;
        }
    }
}
