package dev.meridian.region.query;

import dev.meridian.region.query.Filter.End;
import dev.meridian.region.query.Filter.Quantity;
import dev.meridian.region.query.RawQuery.Item;
import dev.meridian.region.query.geometry.Relation;
import java.util.List;

/** Makes filters of the queries whose method is one (contract section 3). */
final class FilterParser {

    /** What is less counts as none: it is too small for the database's arithmetic. */
    private static final double LEAST_DISTANCE = 1e-30;

    private FilterParser() {}

    static Filter filter(RawQuery raw) {
        return switch (raw.method()) {
            case "equal" -> new Filter.AnyOf(raw.named(), raw.literals());
            case "notEqual" -> compare(raw, Comparison.NOT_EQUAL);
            case "lessThan" -> compare(raw, Comparison.LESS);
            case "lessThanEqual" -> compare(raw, Comparison.LESS_OR_EQUAL);
            case "greaterThan" -> compare(raw, Comparison.GREATER);
            case "greaterThanEqual" -> compare(raw, Comparison.GREATER_OR_EQUAL);
            case "between" -> between(raw, false);
            case "notBetween" -> between(raw, true);
            case "isNull" -> presence(raw, false);
            case "isNotNull" -> presence(raw, true);
            case "startsWith" -> new Filter.Affix(raw.named(), End.START, raw.text(), false);
            case "notStartsWith" -> new Filter.Affix(raw.named(), End.START, raw.text(), true);
            case "endsWith" -> new Filter.Affix(raw.named(), End.TAIL, raw.text(), false);
            case "notEndsWith" -> new Filter.Affix(raw.named(), End.TAIL, raw.text(), true);
            case "contains", "containsAny" -> new Filter.Contains(raw.named(), Quantity.ANY, raw.literals());
            case "containsAll" -> new Filter.Contains(raw.named(), Quantity.ALL, raw.literals());
            case "notContains" -> new Filter.Contains(raw.named(), Quantity.NONE, raw.literals());
            case "search" -> new Filter.Search(raw.named(), raw.text(), false);
            case "notSearch" -> new Filter.Search(raw.named(), raw.text(), true);
            case "regex" -> new Filter.Matches(raw.named(), raw.text());
            case "intersects" -> spatial(raw, Relation.INTERSECTS, false);
            case "notIntersects" -> spatial(raw, Relation.INTERSECTS, true);
            case "touches" -> spatial(raw, Relation.TOUCHES, false);
            case "notTouches" -> spatial(raw, Relation.TOUCHES, true);
            case "crosses" -> spatial(raw, Relation.CROSSES, false);
            case "notCrosses" -> spatial(raw, Relation.CROSSES, true);
            case "overlaps" -> spatial(raw, Relation.OVERLAPS, false);
            case "notOverlaps" -> spatial(raw, Relation.OVERLAPS, true);
            case "distanceEqual" -> distance(raw, Comparison.EQUAL);
            case "distanceNotEqual" -> distance(raw, Comparison.NOT_EQUAL);
            case "distanceGreaterThan" -> distance(raw, Comparison.GREATER);
            case "distanceLessThan" -> distance(raw, Comparison.LESS);
            case "and" -> new Filter.And(nested(raw));
            case "or" -> new Filter.Or(nested(raw));
            default -> throw QueryProblems.invalid("method '" + shown(raw.method()) + "' is not supported here.");
        };
    }

    private static Filter compare(RawQuery raw, Comparison comparison) {
        return new Filter.Compare(raw.named(), comparison, raw.only());
    }

    private static Filter between(RawQuery raw, boolean negated) {
        List<Literal> values = raw.literals();
        if (values.size() != 2) {
            throw QueryProblems.invalid(raw.method() + " queries require exactly two values.");
        }
        return new Filter.Between(raw.named(), values.get(0), values.get(1), negated);
    }

    private static Filter presence(RawQuery raw, boolean present) {
        if (!raw.values().isEmpty()) {
            throw QueryProblems.invalid(raw.method() + " takes no values.");
        }
        return new Filter.Presence(raw.named(), present);
    }

    private static Filter spatial(RawQuery raw, Relation relation, boolean negated) {
        return new Filter.Spatial(raw.named(), relation, raw.only(), negated);
    }

    /** One value: a list of a geometry, a distance, and whether that is in metres. */
    private static Filter distance(RawQuery raw, Comparison comparison) {
        List<Literal> parts = raw.only() instanceof Literal.Listed(List<Literal> items) ? items : List.of();
        boolean isWhole = switch (parts.size()) {
            case 2 -> true;
            case 3 -> parts.get(2) instanceof Literal.Truth;
            default -> false;
        };
        if (!isWhole || !(parts.get(1).json() instanceof Number distance) || distance.doubleValue() < 0) {
            throw QueryProblems.invalid(raw.method()
                    + " takes a list of a geometry, a distance of at least 0, and whether it is in metres.");
        }
        boolean metres = parts.getLast().equals(new Literal.Truth(true));
        double length = distance.doubleValue() < LEAST_DISTANCE ? 0 : distance.doubleValue();
        return new Filter.Distance(raw.named(), comparison, parts.getFirst(), length, metres);
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

    private static String shown(String method) {
        return method.length() <= 40 ? method : method.substring(0, 40) + "…";
    }
}
