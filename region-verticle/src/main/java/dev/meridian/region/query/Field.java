package dev.meridian.region.query;

/**
 * One attribute that a query may name.
 *
 * @param attribute as callers write it, for instance {@code title} or {@code $createdAt}
 * @param column where its values lie
 * @param array whether it holds a list of values of its type
 * @param nullable whether it may be absent
 * @param queryable false for what lists may show and queries may not name
 */
public record Field(
        String attribute, Identifier column, ValueType type, boolean array, boolean nullable, boolean queryable) {

    /** A field that always has one value. */
    public static Field required(String attribute, String column, ValueType type) {
        return new Field(attribute, new Identifier(column), type, false, false, true);
    }

    /** A field that may be absent. */
    public static Field optional(String attribute, String column, ValueType type) {
        return new Field(attribute, new Identifier(column), type, false, true, true);
    }
}
