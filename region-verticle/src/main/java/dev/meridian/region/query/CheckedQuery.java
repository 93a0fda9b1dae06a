package dev.meridian.region.query;

import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Direction;
import java.util.List;

/**
 * A query that fits its table; only {@link Validation} makes one.
 *
 * @param orders as asked, cut at the first unique field, and ended by one, so that the order is total
 * @param random whether chance decides before the last of them
 * @param fields what each row is answered with, the system's own always among them
 * @param branches what of tied rows it is answered with
 */
public record CheckedQuery(
        TableShape table,
        List<Predicate> predicates,
        List<Sort> orders,
        boolean random,
        List<Field> fields,
        List<Branch> branches,
        Cursor cursor,
        int limit,
        long offset) {

    /** The same query, which answers nothing but IDs. */
    public CheckedQuery onlyIds() {
        return new CheckedQuery(
                table, predicates, orders, random, List.of(table.id()), List.of(), cursor, limit, offset);
    }

    /** The same query with another limit. */
    public CheckedQuery limitedTo(int other) {
        return new CheckedQuery(table, predicates, orders, random, fields, branches, cursor, other, offset);
    }

    /** One step of the order. */
    public record Sort(Field field, Direction direction) {

        Sort reversed() {
            return new Sort(field, direction.reversed());
        }
    }
}
