package dev.meridian.region.databases.tables;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads an index's definition from a request and fits it to its table (contract section 5, "Limits"). */
final class IndexParameters {

    private static final int MOST_INDEXES = 64;
    private static final int MOST_COLUMNS = 100;
    private static final int MOST_LENGTH = 768;
    private static final Set<String> SYSTEM = Set.of("$id", "$sequence", "$createdAt", "$updatedAt");

    private IndexParameters() {}

    static Index created(Parameters parameters, Naming naming, String now) {
        return read(parameters, naming.name("columns"), now);
    }

    /** One of the indexes that a table's creation lists. */
    static Index inline(JsonObject definition, String now) {
        Parameters parameters = new Parameters(Map.of(), definition.getMap(), Map.of());
        return read(parameters, parameters.has("attributes") ? "attributes" : "columns", now);
    }

    private static Index read(Parameters parameters, String columnsName, String now) {
        String type = parameters
                .oneOf("type", List.of("key", "unique", "fulltext", "spatial"))
                .orElseThrow(() -> Invalid.missing("type"));
        List<String> columns =
                parameters.texts(columnsName, MOST_COLUMNS, 36).orElseThrow(() -> Invalid.missing(columnsName));
        if (columns.isEmpty() || new HashSet<>(columns).size() < columns.size()) {
            throw DatabaseProblems.indexInvalid("An index needs one column or more, none of them twice.");
        }
        List<String> orders = orders(parameters.texts("orders", MOST_COLUMNS, 4).orElse(List.of()), columns.size());
        String key = ColumnParameters.key(parameters);
        return new Index(key, 0, Index.Kind.of(type), columns, orders, lengths(parameters), now, now);
    }

    private static List<String> orders(List<String> given, int columns) {
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            String order = i < given.size() ? given.get(i) : "ASC";
            if (!order.equals("ASC") && !order.equals("DESC")) {
                throw Invalid.parameter("orders", "Value must be one of (ASC, DESC)");
            }
            orders.add(order);
        }
        return List.copyOf(orders);
    }

    private static List<Integer> lengths(Parameters parameters) {
        List<Integer> lengths = new ArrayList<>();
        if (parameters.raw("lengths").orElseGet(JsonArray::new) instanceof JsonArray array) {
            for (Object item : array) {
                lengths.add(item instanceof Integer length && length >= 0 ? length : 0);
            }
        }
        return List.copyOf(lengths);
    }

    /** The table with one more index. */
    static Definition added(Definition table, Index asked) {
        if (table.indexes().stream().anyMatch(index -> index.key().equalsIgnoreCase(asked.key()))) {
            throw DatabaseProblems.indexExists(asked.key());
        }
        if (table.indexes().size() >= MOST_INDEXES) {
            throw DatabaseProblems.indexLimit();
        }
        checkColumns(table, asked);
        int number = table.lastNumber() + 1;
        Index index = new Index(
                asked.key(),
                number,
                asked.kind(),
                asked.columns(),
                asked.orders(),
                asked.lengths(),
                asked.createdAt(),
                asked.updatedAt());
        List<Index> indexes = new ArrayList<>(table.indexes());
        indexes.add(index);
        return table.shaped(number, table.columns(), List.copyOf(indexes));
    }

    private static void checkColumns(Definition table, Index index) {
        if (index.kind() == Index.Kind.FULLTEXT) {
            checkWords(table, index.columns());
            return;
        }
        if (index.kind() == Index.Kind.SPATIAL) {
            checkGeometries(table, index.columns());
            return;
        }
        long length = 0;
        for (String key : index.columns()) {
            if (!SYSTEM.contains(key)) {
                checkNoRelationship(table, key);
                Column column = table.column(key).orElseThrow(() -> DatabaseProblems.unknownColumn(key));
                if (column.array()) {
                    throw DatabaseProblems.indexInvalid("Column '" + key + "' is an array, which has no index.");
                }
                if (column.kind().valueType().isSpatial()) {
                    throw DatabaseProblems.indexInvalid("Column '" + key + "' takes a spatial index only.");
                }
                length += column.kind().valueType() == ValueType.STRING ? column.size() : 0;
            }
        }
        if (length > MOST_LENGTH) {
            throw DatabaseProblems.indexInvalid("Index length is longer than the maximum: " + MOST_LENGTH);
        }
    }

    private static void checkNoRelationship(Definition table, String key) {
        if (table.relationship(key).isPresent()) {
            throw DatabaseProblems.indexInvalid("Column '" + key + "' is a relationship, which has no index.");
        }
    }

    private static void checkWords(Definition table, List<String> keys) {
        String key = keys.getFirst();
        checkNoRelationship(table, key);
        Column column = table.column(key).orElseThrow(() -> DatabaseProblems.unknownColumn(key));
        if (keys.size() > 1 || column.array() || column.kind().valueType() != ValueType.STRING) {
            throw DatabaseProblems.indexInvalid("A fulltext index is of one column of text.");
        }
    }

    private static void checkGeometries(Definition table, List<String> keys) {
        String key = keys.getFirst();
        Column column = table.column(key).orElseThrow(() -> DatabaseProblems.unknownColumn(key));
        if (keys.size() > 1 || !column.kind().valueType().isSpatial()) {
            throw DatabaseProblems.indexInvalid("A spatial index is of one column of points, lines or polygons.");
        }
    }
}
