package dev.meridian.region.query;

import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Direction;
import dev.meridian.region.query.Query.Order;
import dev.meridian.region.query.Query.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Makes a {@link Query} of the strings that a caller sent (contract section 3). Used once. */
public final class QueryParser {

    static final int MAX_QUERIES = 100;
    static final int MAX_LENGTH = 4_096;

    private final List<Filter> filters = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private Selection selection = new Selection.All();
    private Cursor cursor = new Cursor.None();
    private final int mostLimit;
    private int limit;
    private long offset;
    private boolean random;

    private QueryParser(int limit, int mostLimit) {
        this.limit = limit;
        this.mostLimit = mostLimit;
    }

    /** @throws dev.meridian.core.problem.Problem naming the rule that a query breaks */
    public static Query parse(List<String> queries) {
        return parse(queries, Query.DEFAULT_LIMIT, Query.MAX_LIMIT);
    }

    /**
     * @param limit where the queries name none
     * @param mostLimit to which a higher one is cut
     */
    public static Query parse(List<String> queries, int limit, int mostLimit) {
        if (queries.size() > MAX_QUERIES) {
            throw QueryProblems.parameter("Value must be a valid array no longer than " + MAX_QUERIES + " items.");
        }
        QueryParser parser = new QueryParser(limit, mostLimit);
        for (String query : queries) {
            if (query.length() > MAX_LENGTH) {
                throw QueryProblems.parameter("Each query must be no longer than " + MAX_LENGTH + " chars.");
            }
            parser.add(RawQuery.read(query));
        }
        return parser.query();
    }

    private Query query() {
        if (random && !(cursor instanceof Cursor.None)) {
            throw QueryProblems.invalid("a cursor has no place in a random order.");
        }
        return new Query(List.copyOf(filters), List.copyOf(orders), random, selection, cursor, limit, offset);
    }

    private void add(RawQuery raw) {
        switch (raw.method()) {
            case "limit" -> limit = (int) Math.min(number(raw, 1), mostLimit);
            case "offset" -> offset = number(raw, 0);
            case "orderAsc" -> orders.add(order(raw, Direction.UP));
            case "orderDesc" -> orders.add(order(raw, Direction.DOWN));
            case "orderRandom" -> random = true;
            case "cursorAfter" -> cursor(new Cursor.After(raw.text()));
            case "cursorBefore" -> cursor(new Cursor.Before(raw.text()));
            case "select" -> select(raw);
            default -> filters.add(FilterParser.filter(raw));
        }
    }

    private void cursor(Cursor next) {
        if (!(cursor instanceof Cursor.None)) {
            throw QueryProblems.invalid("only one cursor is allowed.");
        }
        cursor = next;
    }

    private void select(RawQuery raw) {
        List<String> names = raw.literals().stream().map(raw::text).toList();
        if (new HashSet<>(names).size() < names.size()) {
            throw QueryProblems.invalid("select names an attribute twice.");
        }
        selection = Selection.of(names);
    }

    /** Values say nothing here; the CLI sends some. */
    private static Order order(RawQuery raw, Direction direction) {
        return new Order(Optional.ofNullable(raw.attribute()).orElse(""), direction);
    }

    private static long number(RawQuery raw, long least) {
        if (raw.only() instanceof Literal.Whole(long value) && value >= least) {
            return value;
        }
        throw QueryProblems.invalid(raw.method() + " takes a whole number of at least " + least + ".");
    }
}
