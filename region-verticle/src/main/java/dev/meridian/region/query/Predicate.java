package dev.meridian.region.query;

import dev.meridian.region.query.Filter.End;
import dev.meridian.region.query.Filter.Quantity;
import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.Relation;
import java.util.List;

/**
 * A condition that fits its table: fields exist, values are of their field's type ({@link ValueType#held}).
 *
 * <p>No condition but {@link Presence} holds for an absent value.
 */
sealed interface Predicate {

    record AnyOf(Field field, List<Object> values) implements Predicate {}

    record Compare(Field field, Comparison comparison, Object value) implements Predicate {}

    record Between(Field field, Object low, Object high, boolean negated) implements Predicate {}

    record Presence(Field field, boolean present) implements Predicate {}

    record Affix(Field field, End end, String text, boolean negated) implements Predicate {}

    /** Of a text: parts of it. */
    record Parts(Field field, Quantity quantity, List<String> texts) implements Predicate {}

    /** Of a list: its elements. */
    record Elements(Field field, Quantity quantity, List<Object> values) implements Predicate {}

    /** @param words in lower or upper case; none holds for no text */
    record Search(Field field, List<String> words, boolean phrase, boolean negated) implements Predicate {}

    record Matches(Field field, String pattern) implements Predicate {}

    record Spatial(Field field, Relation relation, Geometry geometry, boolean negated) implements Predicate {}

    /** @param metres between points only; else degrees on a plane */
    record Distance(Field field, Comparison comparison, Geometry geometry, double distance, boolean metres)
            implements Predicate {}

    /** A row that it is tied to meets a condition and may be known of. */
    record Related(Field id, RelatedTable related, Predicate predicate) implements Predicate {}

    /** It is tied to a row at all that may be known of. */
    record Tied(Field id, RelatedTable related, boolean present) implements Predicate {}

    record And(List<Predicate> predicates) implements Predicate {

        /** All of them, of which there is at least one. */
        static Predicate of(List<Predicate> predicates) {
            return predicates.size() == 1 ? predicates.getFirst() : new And(predicates);
        }
    }

    record Or(List<Predicate> predicates) implements Predicate {}
}
