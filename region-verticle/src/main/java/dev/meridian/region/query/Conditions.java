package dev.meridian.region.query;

import dev.meridian.region.query.Filter.End;
import dev.meridian.region.query.Filter.Quantity;
import dev.meridian.region.query.geometry.Geometry;
import java.util.List;

/** Writes conditions. Every one is in parentheses or binds tighter than AND. */
final class Conditions {

    /** Case is folded by the database's own rules, while order is by code point (columns are COLLATE "C"). */
    private static final String FOLDED = " COLLATE pg_catalog.\"default\"";

    private final Statement out;

    Conditions(Statement out) {
        this.out = out;
    }

    void write(Predicate predicate) {
        switch (predicate) {
            case Predicate.AnyOf(Field field, List<Object> values) -> anyOf(field, values);
            case Predicate.Compare(Field field, Comparison comparison, Object value) ->
                out.column(field).add(" " + comparison.sql() + " ").value(field.type(), value);
            case Predicate.Between between -> between(between);
            case Predicate.Presence(Field field, boolean present) ->
                out.column(field).add(present ? " IS NOT NULL" : " IS NULL");
            case Predicate.Affix affix -> affix(affix);
            case Predicate.Parts parts -> parts(parts);
            case Predicate.Elements elements -> elements(elements);
            case Predicate.Search search -> search(search);
            case Predicate.Matches(Field field, String pattern) ->
                out.add("(")
                        .column(field)
                        .add(" ~ ")
                        .value(ValueType.STRING, pattern)
                        .add(")");
            case Predicate.Spatial spatial -> spatial(spatial);
            case Predicate.Distance distance -> distance(distance);
            case Predicate.Related through -> related(through);
            case Predicate.Tied(Field id, RelatedTable related, boolean present) -> tied(id, related, present);
            case Predicate.And(List<Predicate> predicates) -> junction(predicates, " AND ");
            case Predicate.Or(List<Predicate> predicates) -> junction(predicates, " OR ");
        }
    }

    private void anyOf(Field field, List<Object> values) {
        out.column(field);
        if (values.size() == 1) {
            out.add(" = ").value(field.type(), values.getFirst());
        } else {
            out.add(" = ANY(").values(field.type(), values).add(")");
        }
    }

    private void between(Predicate.Between between) {
        ValueType type = between.field().type();
        out.add("(")
                .column(between.field())
                .add(between.negated() ? " NOT BETWEEN " : " BETWEEN ")
                .value(type, between.low())
                .add(" AND ")
                .value(type, between.high())
                .add(")");
    }

    private void affix(Predicate.Affix affix) {
        String literal = Texts.likeLiteral(affix.text());
        String pattern = affix.end() == End.START ? literal + "%" : "%" + literal;
        folded(affix.field(), affix.negated() ? " NOT ILIKE " : " ILIKE ").value(ValueType.STRING, pattern);
    }

    private void parts(Predicate.Parts parts) {
        List<String> patterns = parts.texts().stream()
                .map(text -> "%" + Texts.likeLiteral(text) + "%")
                .toList();
        folded(parts.field(), parts.quantity() == Quantity.NONE ? " NOT ILIKE ALL(" : " ILIKE ANY(")
                .values(ValueType.STRING, patterns)
                .add(")");
    }

    private Statement folded(Field field, String operator) {
        return out.add("(").column(field).add(FOLDED + ")" + operator);
    }

    private void elements(Predicate.Elements elements) {
        boolean none = elements.quantity() == Quantity.NONE;
        out.add(none ? "(NOT " : "(")
                .column(elements.field())
                .add(elements.quantity() == Quantity.ALL ? " @> " : " && ")
                .values(elements.field().type(), elements.values())
                .add(")");
    }

    /** Of a text without words nothing is found. */
    private void search(Predicate.Search search) {
        out.add(search.negated() ? "(NOT (" : "((");
        out.add(FullText.vector(search.field().column())).add(" @@ (");
        List<String> queries = search.phrase() ? List.of(String.join(" ", search.words())) : search.words();
        String function = search.phrase() ? "phraseto_tsquery(" : "plainto_tsquery(";
        for (int i = 0; i < queries.size(); i++) {
            out.add((i == 0 ? "" : " || ") + function + FullText.WORDS + ", ")
                    .value(ValueType.STRING, queries.get(i))
                    .add(")");
        }
        out.add(queries.isEmpty() ? "''::tsquery)))" : ")))");
    }

    private void spatial(Predicate.Spatial spatial) {
        out.add(spatial.negated() ? "(NOT " : "(");
        call(spatial.relation().function(), spatial.field(), spatial.geometry());
        out.add(")");
    }

    /** What is near is looked for in a box first, which an index answers. */
    private void distance(Predicate.Distance distance) {
        boolean isNear = distance.comparison() == Comparison.LESS || distance.comparison() == Comparison.EQUAL;
        out.add("(");
        if (isNear) {
            out.add("meridian.geometry_box(")
                    .column(distance.field())
                    .add(distance.metres() ? ") && meridian.geometry_reach_metres(" : ") && meridian.geometry_reach(")
                    .value(distance.field().type(), distance.geometry())
                    .add(", ")
                    .value(ValueType.FLOAT, distance.distance())
                    .add(") AND ");
        }
        call(
                distance.metres() ? "meridian.geometry_metres" : "meridian.geometry_distance",
                distance.field(),
                distance.geometry());
        out.add(" " + distance.comparison().sql() + " ")
                .value(ValueType.FLOAT, distance.distance())
                .add(")");
    }

    private void call(String function, Field field, Geometry geometry) {
        out.add(function + "(")
                .column(field)
                .add(", ")
                .value(field.type(), geometry)
                .add(")");
    }

    private void tied(Field id, RelatedTable related, boolean present) {
        out.column(id)
                .add(present ? " IN (" : " NOT IN (")
                .add("SELECT tie." + related.near().quoted() + " FROM " + related.qualified() + " tie");
        if (related.visibility() instanceof Visibility.Granted) {
            out.add(" WHERE tie." + related.far().quoted() + " IN (SELECT ")
                    .column(related.table().id())
                    .add(" FROM " + related.table().qualified());
            Compiler.pinned(out, related.table());
            Compiler.visible(out, related.visibility());
            out.add(")");
        }
        out.add(")");
    }

    /** Names inside are of the other table, those outside of this one. */
    private void related(Predicate.Related through) {
        RelatedTable related = through.related();
        out.column(through.id())
                .add(" IN (SELECT tie." + related.near().quoted() + " FROM " + related.qualified() + " tie WHERE tie."
                        + related.far().quoted() + " IN (SELECT ");
        out.column(related.table().id()).add(" FROM " + related.table().qualified());
        Compiler.pinned(out, related.table());
        Compiler.visible(out, related.visibility());
        out.add(" AND ");
        write(through.predicate());
        out.add("))");
    }

    private void junction(List<Predicate> predicates, String word) {
        out.add("(");
        for (int i = 0; i < predicates.size(); i++) {
            out.add(i == 0 ? "" : word);
            write(predicates.get(i));
        }
        out.add(")");
    }
}
