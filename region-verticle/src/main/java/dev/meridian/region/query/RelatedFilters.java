package dev.meridian.region.query;

import java.util.List;
import java.util.Optional;

/**
 * Conditions on what rows are tied to (contract section 3, "Dotted names"): {@code author.name} is the name of the row
 * that {@code author} ties to, {@code author} alone its ID.
 */
final class RelatedFilters {

    private RelatedFilters() {}

    /** Empty where a condition is one on the table's own attributes. */
    static Optional<Predicate> of(TableShape table, Filter filter) {
        String name = filter.attribute();
        if (table.field(name).isPresent()) {
            return Optional.empty();
        }
        int dot = name.indexOf('.');
        String key = dot < 0 ? name : name.substring(0, dot);
        return table.related(key)
                .map(related -> dot < 0
                        ? tied(table, related, filter, name)
                        : new Predicate.Related(
                                table.id(),
                                related,
                                Validation.filter(related.table(), renamed(filter, name.substring(dot + 1)))));
    }

    private static Predicate tied(TableShape table, RelatedTable related, Filter filter, String name) {
        if (related.virtual()) {
            throw QueryProblems.invalid("Cannot query on virtual relationship attribute: " + name);
        }
        return switch (filter) {
            case Filter.AnyOf(String same, List<Literal> values) ->
                new Predicate.Related(
                        table.id(), related, Validation.filter(related.table(), new Filter.AnyOf("$id", values)));
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
