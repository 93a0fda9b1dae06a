package dev.meridian.region.databases;

import java.util.List;

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
        boolean unique,
        List<String> columns,
        List<String> orders,
        List<Integer> lengths,
        String createdAt,
        String updatedAt) {

    /** {@code type} in the model. */
    String type() {
        return unique ? "unique" : "key";
    }

    /** The same index after a column got another key. */
    Index renamed(String from, String to) {
        List<String> others = columns.stream()
                .map(column -> column.equals(from) ? to : column)
                .toList();
        return new Index(key, number, unique, others, orders, lengths, createdAt, updatedAt);
    }
}
