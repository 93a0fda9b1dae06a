package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import dev.meridian.region.query.Filter.Quantity;
import dev.meridian.region.query.Query.Direction;
import dev.meridian.region.query.Query.Order;
import dev.meridian.region.query.Query.Selection;
import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.Relation;
import dev.meridian.region.query.geometry.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a query against a table (contract section 3, "Type rules on filters"). */
public final class Validation {

    private static final Set<String> ALIKE = Set.of("$databaseId", "$tableId", "$collectionId", "$permissions");

    private static final int MOST_WORDS = 100;

    private final TableShape table;

    private Validation(TableShape table) {
        this.table = table;
    }

    /** @throws dev.meridian.core.problem.Problem {@code general_query_invalid} naming the attribute and the rule */
    public static CheckedQuery check(Query query, TableShape table) {
        Validation validation = new Validation(table);
        return new CheckedQuery(
                table,
                RelatedFilters.together(table, query.filters()),
                validation.orders(query.orders()),
                query.random(),
                validation.fields(query.selection()),
                Branch.of(table, query.selection()),
                query.cursor(),
                query.limit(),
                query.offset());
    }

    /** A condition that is not through a relationship, unless those that it is made of are. */
    static Predicate own(TableShape table, Filter filter) {
        return new Validation(table).own(filter);
    }

    static List<Field> fields(TableShape table, Selection selection) {
        return new Validation(table).fields(selection);
    }

    private Predicate own(Filter filter) {
        return switch (filter) {
            case Filter.AnyOf(String name, List<Literal> values) -> {
                Field field = scalar(name, "equal");
                yield field.type().isSpatial()
                        ? lies(field, Relation.EQUALS, only(field, values), false)
                        : new Predicate.AnyOf(field, FieldValues.values(field, values));
            }
            case Filter.Compare(String name, Comparison comparison, Literal value) -> {
                Field field = scalar(name, Texts.plain(comparison));
                yield field.type().isSpatial() && comparison == Comparison.NOT_EQUAL
                        ? lies(field, Relation.EQUALS, value, true)
                        : new Predicate.Compare(ordered(field), comparison, FieldValues.value(field, value));
            }
            case Filter.Between(String name, Literal low, Literal high, boolean negated) -> {
                Field field = ordered(scalar(name, "between"));
                yield new Predicate.Between(
                        field, FieldValues.value(field, low), FieldValues.value(field, high), negated);
            }
            case Filter.Presence(String name, boolean present) -> new Predicate.Presence(field(name), present);
            case Filter.Affix(String name, Filter.End end, String text, boolean negated) -> {
                Field field = text(scalar(name, "startsWith and endsWith"));
                yield new Predicate.Affix(field, end, FieldValues.string(field, text), negated);
            }
            case Filter.Contains contains -> contains(contains);
            case Filter.Search(String name, String text, boolean negated) -> search(name, text, negated);
            case Filter.Matches(String name, String pattern) -> {
                Field field = text(scalar(name, "regex"));
                yield new Predicate.Matches(field, FieldValues.string(field, pattern));
            }
            case Filter.Spatial(String name, Relation relation, Literal geometry, boolean negated) ->
                lies(spatial(name), relation, geometry, negated);
            case Filter.Distance distance -> distance(distance);
            case Filter.And(List<Filter> filters) -> new Predicate.And(RelatedFilters.together(table, filters));
            case Filter.Or(List<Filter> filters) ->
                new Predicate.Or(filters.stream().map(this::alone).toList());
        };
    }

    private Predicate alone(Filter filter) {
        return Predicate.And.of(RelatedFilters.together(table, List.of(filter)));
    }

    private Predicate search(String name, String text, boolean negated) {
        Field field = text(scalar(name, "search"));
        if (!table.isSearchable(name)) {
            throw QueryProblems.invalid("Searching by attribute \"" + name + "\" requires a fulltext index.");
        }
        boolean phrase = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
        List<String> words = Texts.words(FieldValues.string(field, text));
        if (words.size() > MOST_WORDS) {
            throw QueryProblems.invalid("search takes at most " + MOST_WORDS + " words.");
        }
        return new Predicate.Search(field, words, phrase, negated);
    }

    private static Predicate lies(Field field, Relation relation, Literal geometry, boolean negated) {
        return new Predicate.Spatial(field, relation, FieldValues.geometry(field, geometry), negated);
    }

    private Predicate distance(Filter.Distance filter) {
        Field field = spatial(filter.attribute());
        Geometry geometry = FieldValues.geometry(field, filter.geometry());
        if (filter.metres() && (field.type() != ValueType.POINT || geometry.shape() != Shape.POINT)) {
            throw QueryProblems.invalid("a distance in metres is between points; attribute '" + field.attribute()
                    + "' is a " + Texts.plain(field.type()) + ", the value a " + Texts.plain(geometry.shape()) + ".");
        }
        return new Predicate.Distance(field, filter.comparison(), geometry, filter.distance(), filter.metres());
    }

    private Predicate contains(Filter.Contains contains) {
        Field field = field(contains.attribute());
        if (field.type().isSpatial() && contains.quantity() != Quantity.ALL) {
            boolean negated = contains.quantity() == Quantity.NONE;
            return lies(field, Relation.COVERS, only(field, contains.values()), negated);
        }
        if (field.array()) {
            return new Predicate.Elements(field, contains.quantity(), FieldValues.values(field, contains.values()));
        }
        if (contains.quantity() == Quantity.ALL) {
            throw QueryProblems.invalid("containsAll needs an array attribute; '" + field.attribute() + "' is none.");
        }
        Field text = text(field);
        List<String> parts = contains.values().stream()
                .map(value -> (String) FieldValues.value(text, value))
                .toList();
        return new Predicate.Parts(text, contains.quantity(), parts);
    }

    private List<Sort> orders(List<Order> orders) {
        List<Sort> sorts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Order order : orders) {
            String name = order.attribute().isEmpty() ? "$sequence" : order.attribute();
            if (seen.add(name)) {
                sorts.add(new Sort(ordered(scalar(name, "order")), order.direction()));
            }
            if (isUnique(name)) {
                return List.copyOf(sorts);
            }
        }
        sorts.add(new Sort(table.sequence(), tieBreak(sorts)));
        return List.copyOf(sorts);
    }

    private static boolean isUnique(String attribute) {
        return attribute.equals("$sequence") || attribute.equals("$id");
    }

    private static Direction tieBreak(List<Sort> sorts) {
        if (sorts.isEmpty()) {
            return Direction.UP;
        }
        Sort leading = sorts.getFirst();
        String name = leading.field().attribute();
        return name.equals("$createdAt") || name.equals("$updatedAt") ? leading.direction() : Direction.UP;
    }

    private List<Field> fields(Selection selection) {
        return switch (selection) {
            case Selection.All all -> table.fields();
            case Selection.AllAnd(List<String> names) -> {
                checkKnown(names);
                yield table.fields();
            }
            case Selection.Only(List<String> names) -> {
                checkKnown(names);
                yield table.fields().stream()
                        .filter(field -> field.attribute().startsWith("$") || names.contains(field.attribute()))
                        .toList();
            }
        };
    }

    private void checkKnown(List<String> names) {
        names.stream()
                .filter(name -> !ALIKE.contains(name) && !Branch.isPath(table, name))
                .forEach(this::known);
    }

    private Field known(String attribute) {
        return table.field(attribute)
                .orElseThrow(() -> QueryProblems.invalid("Attribute not found in schema: " + attribute));
    }

    private Field field(String attribute) {
        Field field = known(attribute);
        if (!field.queryable()) {
            throw QueryProblems.invalid("Attribute cannot be queried: " + attribute);
        }
        return field;
    }

    private Field scalar(String attribute, String use) {
        Field field = field(attribute);
        if (field.array()) {
            throw QueryProblems.invalid("Cannot use " + use + " on attribute '" + attribute + "': it is an array.");
        }
        return field;
    }

    private Field spatial(String attribute) {
        Field field = field(attribute);
        if (!field.type().isSpatial()) {
            throw QueryProblems.invalid("Attribute '" + attribute + "' is not spatial.");
        }
        return field;
    }

    private static Field ordered(Field field) {
        if (field.type().isSpatial()) {
            throw QueryProblems.invalid("Attribute '" + field.attribute() + "' is spatial and has no order.");
        }
        return field;
    }

    private static Field text(Field field) {
        if (field.type() != ValueType.STRING) {
            throw QueryProblems.invalid("Attribute '" + field.attribute() + "' is not a string.");
        }
        return field;
    }

    private static Literal only(Field field, List<Literal> literals) {
        if (literals.size() != 1) {
            throw QueryProblems.invalid(
                    "Attribute '" + field.attribute() + "' is compared with one geometry at a time.");
        }
        return literals.getFirst();
    }
}
