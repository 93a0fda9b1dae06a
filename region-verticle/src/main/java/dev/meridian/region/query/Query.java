package dev.meridian.region.query;

import java.util.List;

/**
 * What a caller asks of a list, well formed and not yet checked against a table.
 *
 * @param filters all must hold
 * @param orders the first counts most
 * @param random whether chance decides where the orders do not
 * @param limit 1 to {@link #MAX_LIMIT}
 * @param offset 0 or more
 */
public record Query(
        List<Filter> filters,
        List<Order> orders,
        boolean random,
        Selection selection,
        Cursor cursor,
        int limit,
        long offset) {

    public static final int DEFAULT_LIMIT = 25;

    /** More is not an error: the page is cut here. */
    public static final int MAX_LIMIT = 5_000;

    /** Every row, in the order of insertion, one page. */
    public static final Query EVERYTHING =
            new Query(List.of(), List.of(), false, new Selection.All(), new Cursor.None(), DEFAULT_LIMIT, 0);

    /** The same with another selection. */
    public Query selecting(Selection other) {
        return new Query(filters, orders, random, other, cursor, limit, offset);
    }

    /** The first page of the rows that meet one condition. */
    public static Query where(Filter filter, int limit) {
        return new Query(List.of(filter), List.of(), false, new Selection.All(), new Cursor.None(), limit, 0);
    }

    /** One page of a list that is in memory already; only limit and offset count. */
    public <T> List<T> page(List<T> all) {
        int from = (int) Math.min(offset, all.size());
        return all.subList(from, Math.min(from + limit, all.size()));
    }

    /** @param attribute empty for {@code $sequence} */
    public record Order(String attribute, Direction direction) {}

    /** Absent values come last going up, and first going down. */
    public enum Direction {
        UP,
        DOWN;

        Direction reversed() {
            return this == UP ? DOWN : UP;
        }
    }

    /** Which attributes a row is answered with. */
    public sealed interface Selection {

        /** @param names {@code *} stands for all of the row's own */
        static Selection of(List<String> names) {
            if (!names.contains("*")) {
                return new Only(names);
            }
            List<String> others =
                    names.stream().filter(name -> !name.equals("*")).toList();
            return others.isEmpty() ? new All() : new AllAnd(others);
        }

        record All() implements Selection {}

        /** All of the row's own, and these. */
        record AllAnd(List<String> attributes) implements Selection {}

        record Only(List<String> attributes) implements Selection {}
    }

    /** Beside which row the page lies. */
    public sealed interface Cursor {

        record None() implements Cursor {}

        record After(String id) implements Cursor {}

        /** The page ends just before that row, and is still in the query's order. */
        record Before(String id) implements Cursor {}
    }
}
