package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import dev.meridian.region.query.Filter.End;
import dev.meridian.region.query.Filter.Quantity;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Direction;
import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.Reference;
import dev.meridian.region.query.geometry.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what a query finds by looking at every row. An absent value satisfies nothing but isNull. */
final class PlainEvaluator {

    private PlainEvaluator() {}

    /** None if the cursor's row lacks a value to order by. */
    static Optional<List<String>> ids(CheckedQuery query, List<Map<String, Object>> rows) {
        List<Map<String, Object>> sorted = new ArrayList<>(rows);
        sorted.sort(order(query));
        List<Map<String, Object>> window = sorted;
        boolean before = false;
        if (!(query.cursor() instanceof Cursor.None)) {
            before = query.cursor() instanceof Cursor.Before;
            String id = query.cursor() instanceof Cursor.After(String after)
                    ? after
                    : ((Cursor.Before) query.cursor()).id();
            int at = sorted.stream().map(row -> row.get("$id")).toList().indexOf(id);
            Map<String, Object> cursor = sorted.get(at);
            if (query.orders().stream().anyMatch(sort -> cursor.get(sort.field().attribute()) == null)) {
                return Optional.empty();
            }
            window = before ? sorted.subList(0, at) : sorted.subList(at + 1, sorted.size());
        }
        List<String> ids = window.stream()
                .filter(row -> matches(query, row))
                .map(row -> (String) row.get("$id"))
                .toList();
        return Optional.of(before ? tail(ids, query) : head(ids, query));
    }

    static long count(CheckedQuery query, List<Map<String, Object>> rows) {
        return rows.stream().filter(row -> matches(query, row)).count();
    }

    private static List<String> head(List<String> ids, CheckedQuery query) {
        return ids.stream().skip(query.offset()).limit(query.limit()).toList();
    }

    private static List<String> tail(List<String> ids, CheckedQuery query) {
        int end = (int) Math.max(0, ids.size() - query.offset());
        return ids.subList(Math.max(0, end - query.limit()), end);
    }

    private static Comparator<Map<String, Object>> order(CheckedQuery query) {
        return (left, right) -> {
            for (Sort sort : query.orders()) {
                Object one = left.get(sort.field().attribute());
                Object other = right.get(sort.field().attribute());
                int up = one == null || other == null
                        ? Boolean.compare(one == null, other == null)
                        : compare(one, other);
                if (up != 0) {
                    return sort.direction() == Direction.UP ? up : -up;
                }
            }
            return 0;
        };
    }

    private static boolean matches(CheckedQuery query, Map<String, Object> row) {
        return query.predicates().stream().allMatch(predicate -> holds(predicate, row));
    }

    private static boolean holds(Predicate predicate, Map<String, Object> row) {
        return switch (predicate) {
            case Predicate.Related related -> throw new IllegalArgumentException("the plain table is tied to none");
            case Predicate.Tied tied -> throw new IllegalArgumentException("the plain table is tied to none");
            case Predicate.And(List<Predicate> all) -> all.stream().allMatch(each -> holds(each, row));
            case Predicate.Or(List<Predicate> some) -> some.stream().anyMatch(each -> holds(each, row));
            case Predicate.Presence(Field field, boolean present) -> (row.get(field.attribute()) != null) == present;
            case Predicate.AnyOf(Field field, List<Object> values) ->
                present(row, field)
                        .filter(value -> values.stream().anyMatch(each -> compare(value, each) == 0))
                        .isPresent();
            case Predicate.Compare(Field field, Comparison comparison, Object other) ->
                present(row, field)
                        .filter(value -> comparison.holds(compare(value, other)))
                        .isPresent();
            case Predicate.Between(Field field, Object low, Object high, boolean negated) ->
                present(row, field)
                        .filter(value -> negated != (compare(value, low) >= 0 && compare(value, high) <= 0))
                        .isPresent();
            case Predicate.Affix(Field field, End end, String text, boolean negated) ->
                present(row, field)
                        .map(value -> folded((String) value))
                        .filter(value -> negated
                                != (end == End.START ? value.startsWith(folded(text)) : value.endsWith(folded(text))))
                        .isPresent();
            case Predicate.Parts(Field field, Quantity quantity, List<String> texts) ->
                present(row, field)
                        .map(value -> folded((String) value))
                        .filter(value -> (quantity == Quantity.NONE)
                                != texts.stream().anyMatch(text -> value.contains(folded(text))))
                        .isPresent();
            case Predicate.Search(Field field, List<String> words, boolean phrase, boolean negated) ->
                present(row, field)
                        .map(value -> Texts.words(folded((String) value)))
                        .filter(there -> negated
                                != (phrase
                                        ? Collections.indexOfSubList(there, lower(words)) >= 0 && !words.isEmpty()
                                        : lower(words).stream().anyMatch(there::contains)))
                        .isPresent();
            case Predicate.Matches(Field field, String pattern) ->
                present(row, field)
                        .filter(value ->
                                Pattern.compile(pattern).matcher((String) value).find())
                        .isPresent();
            case Predicate.Spatial(Field field, Relation relation, Geometry other, boolean negated) ->
                present(row, field)
                        .filter(value -> negated != Reference.holds(relation, (Geometry) value, other))
                        .isPresent();
            case Predicate.Distance(Field field, Comparison comparison, Geometry other, double most, boolean metres) ->
                present(row, field)
                        .map(value -> metres
                                ? Reference.metres((Geometry) value, other)
                                : Reference.distance((Geometry) value, other))
                        .filter(distance -> comparison.holds(distance.compareTo(most)))
                        .isPresent();
            case Predicate.Elements(Field field, Quantity quantity, List<Object> values) ->
                present(row, field)
                        .map(value -> (List<?>) value)
                        .filter(list -> switch (quantity) {
                            case ANY -> values.stream().anyMatch(list::contains);
                            case ALL -> list.containsAll(values);
                            case NONE -> values.stream().noneMatch(list::contains);
                        })
                        .isPresent();
        };
    }

    private static List<String> lower(List<String> words) {
        return words.stream().map(PlainEvaluator::folded).toList();
    }

    private static Optional<Object> present(Map<String, Object> row, Field field) {
        return Optional.ofNullable(row.get(field.attribute()));
    }

    private static String folded(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** Texts by code point, all else by nature. */
    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        if (one instanceof String left && other instanceof String right) {
            int[] a = left.codePoints().toArray();
            int[] b = right.codePoints().toArray();
            return java.util.Arrays.compare(a, b);
        }
        return ((Comparable<Object>) one).compareTo(other);
    }
}
