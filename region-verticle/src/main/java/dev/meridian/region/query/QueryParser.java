package dev.meridian.region.query;

import dev.meridian.region.query.Filter.End;
import dev.meridian.region.query.Filter.Quantity;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Direction;
import dev.meridian.region.query.Query.Order;
import dev.meridian.region.query.Query.Selection;
import dev.meridian.region.query.RawQuery.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Makes a {@link Query} of the strings that a caller sent (contract section 3). Used once. */
public final class QueryParser {

    static final int MAX_QUERIES = 100;
    static final int MAX_LENGTH = 4_096;
    static final int MAX_VALUES = 500;

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
            case "cursorAfter" -> cursor(new Cursor.After(text(raw)));
            case "cursorBefore" -> cursor(new Cursor.Before(text(raw)));
            case "select" -> select(raw);
            default -> filters.add(filter(raw));
        }
    }

    private void cursor(Cursor next) {
        if (!(cursor instanceof Cursor.None)) {
            throw QueryProblems.invalid("only one cursor is allowed.");
        }
        cursor = next;
    }

    private void select(RawQuery raw) {
        List<String> names =
                literals(raw).stream().map(value -> text(raw, value)).toList();
        if (new HashSet<>(names).size() < names.size()) {
            throw QueryProblems.invalid("select names an attribute twice.");
        }
        selection = names.contains("*") ? new Selection.All() : new Selection.Only(names);
    }

    /** Values say nothing here; the CLI sends some. */
    private static Order order(RawQuery raw, Direction direction) {
        return new Order(Optional.ofNullable(raw.attribute()).orElse(""), direction);
    }

    private static Filter filter(RawQuery raw) {
        return switch (raw.method()) {
            case "equal" -> new Filter.AnyOf(attribute(raw), literals(raw));
            case "notEqual" -> compare(raw, Comparison.NOT_EQUAL);
            case "lessThan" -> compare(raw, Comparison.LESS);
            case "lessThanEqual" -> compare(raw, Comparison.LESS_OR_EQUAL);
            case "greaterThan" -> compare(raw, Comparison.GREATER);
            case "greaterThanEqual" -> compare(raw, Comparison.GREATER_OR_EQUAL);
            case "between" -> between(raw, false);
            case "notBetween" -> between(raw, true);
            case "isNull" -> presence(raw, false);
            case "isNotNull" -> presence(raw, true);
            case "startsWith" -> new Filter.Affix(attribute(raw), End.START, text(raw), false);
            case "notStartsWith" -> new Filter.Affix(attribute(raw), End.START, text(raw), true);
            case "endsWith" -> new Filter.Affix(attribute(raw), End.TAIL, text(raw), false);
            case "notEndsWith" -> new Filter.Affix(attribute(raw), End.TAIL, text(raw), true);
            case "contains", "containsAny" -> new Filter.Contains(attribute(raw), Quantity.ANY, literals(raw));
            case "containsAll" -> new Filter.Contains(attribute(raw), Quantity.ALL, literals(raw));
            case "notContains" -> new Filter.Contains(attribute(raw), Quantity.NONE, literals(raw));
            case "search" -> new Filter.Search(attribute(raw), text(raw), false);
            case "notSearch" -> new Filter.Search(attribute(raw), text(raw), true);
            case "regex" -> new Filter.Matches(attribute(raw), text(raw));
            case "and" -> new Filter.And(nested(raw));
            case "or" -> new Filter.Or(nested(raw));
            default -> throw QueryProblems.invalid("method '" + shown(raw.method()) + "' is not supported here.");
        };
    }

    private static Filter compare(RawQuery raw, Comparison comparison) {
        return new Filter.Compare(attribute(raw), comparison, only(raw));
    }

    private static Filter between(RawQuery raw, boolean negated) {
        List<Literal> values = literals(raw);
        if (values.size() != 2) {
            throw QueryProblems.invalid(raw.method() + " queries require exactly two values.");
        }
        return new Filter.Between(attribute(raw), values.get(0), values.get(1), negated);
    }

    private static Filter presence(RawQuery raw, boolean present) {
        if (!raw.values().isEmpty()) {
            throw QueryProblems.invalid(raw.method() + " takes no values.");
        }
        return new Filter.Presence(attribute(raw), present);
    }

    private static List<Filter> nested(RawQuery raw) {
        if (raw.values().size() < 2) {
            throw QueryProblems.invalid(raw.method() + " queries require at least two queries.");
        }
        return raw.values().stream()
                .map(item -> switch (item) {
                    case Item.Nested(RawQuery query) -> filter(query);
                    case Item.One one ->
                        throw QueryProblems.invalid(raw.method() + " takes query objects, not plain values.");
                })
                .toList();
    }

    private static String attribute(RawQuery raw) {
        String attribute = raw.attribute();
        if (attribute == null || attribute.isEmpty()) {
            throw QueryProblems.invalid(raw.method() + " queries require an attribute.");
        }
        return attribute;
    }

    private static List<Literal> literals(RawQuery raw) {
        if (raw.values().isEmpty() || raw.values().size() > MAX_VALUES) {
            throw QueryProblems.invalid(raw.method() + " queries require 1 to " + MAX_VALUES + " values.");
        }
        return raw.values().stream()
                .map(item -> switch (item) {
                    case Item.One(Literal literal) -> literal;
                    case Item.Nested nested ->
                        throw QueryProblems.invalid(raw.method() + " takes plain values, not queries.");
                })
                .toList();
    }

    private static Literal only(RawQuery raw) {
        List<Literal> values = literals(raw);
        if (values.size() != 1) {
            throw QueryProblems.invalid(raw.method() + " queries require exactly one value.");
        }
        return values.getFirst();
    }

    private static String text(RawQuery raw) {
        return text(raw, only(raw));
    }

    private static String text(RawQuery raw, Literal literal) {
        if (literal instanceof Literal.Text(String value)) {
            return value;
        }
        throw QueryProblems.invalid(raw.method() + " takes a string.");
    }

    private static long number(RawQuery raw, long least) {
        if (only(raw) instanceof Literal.Whole(long value) && value >= least) {
            return value;
        }
        throw QueryProblems.invalid(raw.method() + " takes a whole number of at least " + least + ".");
    }

    private static String shown(String method) {
        return method.length() <= 40 ? method : method.substring(0, 40) + "…";
    }
}
