package dev.meridian.region.query;

/** A value as a query's JSON gives it, not yet matched with a column's type. */
public sealed interface Literal {

    record Text(String value) implements Literal {}

    record Whole(long value) implements Literal {}

    record Real(double value) implements Literal {}

    record Truth(boolean value) implements Literal {}
}
