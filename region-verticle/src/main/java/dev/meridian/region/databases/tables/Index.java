package dev.meridian.region.databases.tables;

import java.util.List;
import java.util.Locale;

/**
 * An index of a table.
 *
 * @param columns keys of columns or system fields, at least one
 * @param orders {@code ASC} or {@code DESC} for each column
 * @param lengths as the creator gave them; kept, and without effect here
 */
record Index(
        String key,
        int number,
        Kind kind,
        List<String> columns,
        List<String> orders,
        List<Integer> lengths,
        String createdAt,
        String updatedAt) {

    enum Kind {
        /** For speed and order. */
        KEY,
        /** A rule: no two rows have the same values. */
        UNIQUE,
        /** Of the words of one column. */
        FULLTEXT,
        /** Of the boxes around one column's geometries. */
        SPATIAL;

        /** {@code type} in the model. */
        String type() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String type) {
            return valueOf(type.toUpperCase(Locale.ROOT));
        }
    }

    boolean unique() {
        return kind == Kind.UNIQUE;
    }

    /** The same index after a column got another key. */
    Index renamed(String from, String to) {
        List<String> others = columns.stream()
                .map(column -> column.equals(from) ? to : column)
                .toList();
        return new Index(key, number, kind, others, orders, lengths, createdAt, updatedAt);
    }
}
