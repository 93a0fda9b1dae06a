package dev.meridian.region.databases.tables;

import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.sealing.Sealer;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A table's encrypted columns: a value is sealed for its row and column, an array's elements one by one. */
public final class SealedColumns {

    private final Set<String> keys;
    private final String relation;
    private final Sealer sealer;

    SealedColumns(Definition table, Sealer sealer) {
        this.keys = table.columns().stream()
                .filter(Column::encrypted)
                .map(Column::key)
                .collect(Collectors.toUnmodifiableSet());
        this.relation = table.relation().name();
        this.sealer = sealer;
    }

    /** Keys of those columns. */
    public Set<String> keys() {
        return keys;
    }

    /**
     * As the database holds it.
     *
     * @param row its ID
     */
    public Object seal(Column column, String row, Object value) {
        return each(value, text -> sealer.seal(text, place(column, row)));
    }

    /** What {@link #seal} sealed. */
    public Object open(Column column, String row, Object value) {
        return each(value, text -> sealer.open(text, place(column, row)));
    }

    private String place(Column column, String row) {
        return relation + "/" + column.physical().name() + "/" + row;
    }

    private static Object each(Object value, UnaryOperator<String> change) {
        return value instanceof String[] elements
                ? Arrays.stream(elements).map(change).toArray(String[]::new)
                : change.apply((String) value);
    }
}
