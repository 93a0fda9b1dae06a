package dev.meridian.region.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conditions on what rows are tied to (contract section 3, "Dotted names"): {@code author.name} is the name of the row
 * that {@code author} ties to, {@code author} alone its ID.
 *
 * <p>Those that stand side by side and go through one relationship hold of one and the same tied row: {@code books.year}
 * and {@code books.price} are of one book. The values of {@code containsAll} may be of a book each.
 */
final class RelatedFilters {

    /** Values of one condition that may be of a row each: every one is a way through the relationship of its own. */
    private static final int MOST_ROWS = 20;

    private final TableShape table;
    private final List<Predicate> predicates = new ArrayList<>();
    private final Map<String, List<Filter>> through = new LinkedHashMap<>();

    private RelatedFilters(TableShape table) {
        this.table = table;
    }

    /** What conditions say that a row of the table has to meet all. */
    static List<Predicate> together(TableShape table, List<Filter> filters) {
        RelatedFilters related = new RelatedFilters(table);
        filters.forEach(related::add);
        related.through.forEach((key, inside) -> related.predicates.add(related.through(key, inside)));
        return List.copyOf(related.predicates);
    }

    private void add(Filter filter) {
        String name = filter.attribute();
        int dot = name.indexOf('.');
        Optional<RelatedTable> related = related(table, name);
        if (related.isEmpty()) {
            predicates.add(Validation.own(table, filter));
        } else if (dot < 0) {
            predicates.add(tied(table, related.get(), filter, name));
        } else if (filter instanceof Filter.Contains contains && isOfSeveralRows(contains)) {
            contains.values().forEach(value -> predicates.addAll(each(name, value)));
        } else {
            through.computeIfAbsent(name.substring(0, dot), key -> new ArrayList<>())
                    .add(renamed(filter, name.substring(dot + 1)));
        }
    }

    private List<Predicate> each(String name, Literal value) {
        return together(table, List.of(new Filter.AnyOf(name, List.of(value))));
    }

    private Predicate through(String key, List<Filter> inside) {
        RelatedTable related = table.related(key).orElseThrow();
        return new Predicate.Related(table.id(), related, Predicate.And.of(together(related.table(), inside)));
    }

    /** Where a name leads first, if it is not that of an attribute of the table's own. */
    private static Optional<RelatedTable> related(TableShape table, String name) {
        int dot = name.indexOf('.');
        return table.field(name).isPresent()
                ? Optional.empty()
                : table.related(dot < 0 ? name : name.substring(0, dot));
    }

    /** Whether one row cannot have all of the values, so that each is that of some row. */
    private boolean isOfSeveralRows(Filter.Contains contains) {
        if (contains.quantity() != Filter.Quantity.ALL
                || leaf(table, contains.attribute())
                        .filter(field -> !field.array())
                        .isEmpty()) {
            return false;
        }
        if (contains.values().size() > MOST_ROWS) {
            throw QueryProblems.invalid("containsAll through a relationship takes at most " + MOST_ROWS + " values.");
        }
        return true;
    }

    private static Optional<Field> leaf(TableShape table, String name) {
        int dot = name.indexOf('.');
        Optional<Field> own = table.field(name);
        return own.isPresent() || dot < 0
                ? own
                : table.related(name.substring(0, dot)).flatMap(next -> leaf(next.table(), name.substring(dot + 1)));
    }

    private static Predicate tied(TableShape table, RelatedTable related, Filter filter, String name) {
        if (related.virtual()) {
            throw QueryProblems.invalid("Cannot query on virtual relationship attribute: " + name);
        }
        return switch (filter) {
            case Filter.AnyOf(String same, List<Literal> values) ->
                new Predicate.Related(
                        table.id(), related, Validation.own(related.table(), new Filter.AnyOf("$id", values)));
            case Filter.Presence(String same, boolean present) -> new Predicate.Tied(table.id(), related, present);
            default ->
                throw QueryProblems.invalid("Relationship attribute '" + name
                        + "' takes equal, isNull and isNotNull; name an attribute of the related table for others.");
        };
    }

    private static Filter renamed(Filter filter, String to) {
        return switch (filter) {
            case Filter.AnyOf any -> new Filter.AnyOf(to, any.values());
            case Filter.Compare compare -> new Filter.Compare(to, compare.comparison(), compare.value());
            case Filter.Between between -> new Filter.Between(to, between.low(), between.high(), between.negated());
            case Filter.Presence presence -> new Filter.Presence(to, presence.present());
            case Filter.Affix affix -> new Filter.Affix(to, affix.end(), affix.text(), affix.negated());
            case Filter.Contains contains -> new Filter.Contains(to, contains.quantity(), contains.values());
            case Filter.Search search -> new Filter.Search(to, search.text(), search.negated());
            case Filter.Matches matches -> new Filter.Matches(to, matches.pattern());
            case Filter.Spatial spatial ->
                new Filter.Spatial(to, spatial.relation(), spatial.geometry(), spatial.negated());
            case Filter.Distance distance ->
                new Filter.Distance(
                        to, distance.comparison(), distance.geometry(), distance.distance(), distance.metres());
            case Filter.And and -> and;
            case Filter.Or or -> or;
        };
    }
}
