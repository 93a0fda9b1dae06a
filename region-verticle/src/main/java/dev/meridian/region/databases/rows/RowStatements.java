package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Statements that write whole rows. Their text depends on the table's definition only. */
final class RowStatements {

    private static final List<String> SYSTEM =
            List.of("_id text", "_created timestamptz", "_updated timestamptz", "_permissions text[]");

    private RowStatements() {}

    /** Answers the new row's number, or nothing if the table's definition has changed. */
    static String insertion(Table table) {
        List<String> columns = new ArrayList<>(SYSTEM);
        table.columns().forEach(column -> columns.add(column.physical().quoted() + " " + typeOf(column)));
        String names = columns.stream()
                .map(column -> column.substring(0, column.indexOf(' ')))
                .collect(Collectors.joining(", "));
        String values = IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (i + 1) + "::"
                        + columns.get(i).substring(columns.get(i).indexOf(' ') + 1))
                .collect(Collectors.joining(", "));
        return "insert into " + table.shape().qualified() + " (" + names + ") select " + values + " where "
                + isCurrent(columns.size() + 1) + " returning _sequence";
    }

    private static String isCurrent(int next) {
        return "(select version from meridian.app_table where relation = $" + next + "::text) = $" + (next + 1)
                + "::int8";
    }

    static @Nullable Object[] insertionArguments(Table table, Draft draft) {
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(draft.id());
        arguments.add(draft.createdAt());
        arguments.add(draft.updatedAt());
        arguments.add(draft.permissions().toArray(String[]::new));
        addValues(arguments, table, draft.id(), draft.values());
        addDefinition(arguments, table);
        return arguments.toArray();
    }

    private static void addDefinition(List<@Nullable Object> arguments, Table table) {
        arguments.add(table.definition().relation().name());
        arguments.add(table.definition().version());
    }

    /** Every column is written; those that stay the same cost nothing more. */
    static String update(Table table) {
        List<Column> columns = table.columns();
        String assignments = IntStream.range(0, columns.size())
                .mapToObj(i ->
                        ", " + columns.get(i).physical().quoted() + " = $" + (i + 5) + "::" + typeOf(columns.get(i)))
                .collect(Collectors.joining());
        return "update " + table.shape().qualified() + " set _created = $2::timestamptz, _updated = $3::timestamptz,"
                + " _permissions = $4::text[]" + assignments + " where _id = $1::text";
    }

    /**
     * The same where the row still has a version ({@link dev.meridian.region.query.Compiler#versioned}) and the table its
     * definition; the arguments go on with both.
     */
    static String replacement(Table table) {
        int next = 5 + table.columns().size();
        return update(table) + " and xmin = $" + next + "::text::xid and " + isCurrent(next + 1);
    }

    static @Nullable Object[] replacementArguments(Table table, StoredRow row, String version) {
        List<@Nullable Object> arguments = whole(table, row);
        arguments.add(version);
        addDefinition(arguments, table);
        return arguments.toArray();
    }

    static @Nullable Object[] updateArguments(Table table, StoredRow row) {
        return whole(table, row).toArray();
    }

    private static List<@Nullable Object> whole(Table table, StoredRow row) {
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(row.id());
        arguments.add(row.createdAt());
        arguments.add(row.updatedAt());
        arguments.add(row.permissions().toArray(String[]::new));
        addValues(arguments, table, row.id(), row.values());
        return arguments;
    }

    /** Of the rows with the IDs that are its one argument. */
    static String deletion(Table table) {
        return "delete from " + table.shape().qualified() + " where _id = any($1::text[])";
    }

    private static void addValues(
            List<@Nullable Object> arguments, Table table, String id, Map<String, @Nullable Object> values) {
        for (Column column : table.columns()) {
            Object value = values.get(column.key());
            arguments.add(value == null ? null : bound(table, column, id, value));
        }
    }

    private static Object bound(Table table, Column column, String id, Object value) {
        return column.encrypted()
                ? table.sealed().seal(column, id, value)
                : column.kind().valueType().bound(value);
    }

    private static String typeOf(Column column) {
        return column.kind().valueType().sql() + (column.array() ? "[]" : "");
    }
}
