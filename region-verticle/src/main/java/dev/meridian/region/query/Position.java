package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a page begins. */
public sealed interface Position {

    /** At the beginning. */
    record Start() implements Position {}

    /** Beside the row that has these values in the query's order. */
    record Beside(List<Object> values) implements Position {}

    /**
     * The position of a cursor's row.
     *
     * @param values of {@link Compiler#cursor}'s one row, in the order of its columns; null if there was no such row
     * @throws dev.meridian.core.problem.Problem {@code general_cursor_not_found} or {@code database_query_order_null}
     */
    static Position of(CheckedQuery query, String cursorId, @Nullable List<@Nullable Object> values) {
        if (values == null) {
            throw QueryProblems.cursorNotFound(cursorId);
        }
        List<Object> found = new ArrayList<>();
        List<Sort> orders = query.orders();
        for (int i = 0; i < orders.size(); i++) {
            Object value = values.get(i);
            if (value == null) {
                throw QueryProblems.orderNull(orders.get(i).field().attribute());
            }
            found.add(value);
        }
        return new Beside(List.copyOf(found));
    }
}
