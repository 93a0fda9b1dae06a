package dev.meridian.region.query;

import java.util.List;

/** A value as a query's JSON gives it, not yet matched with a column's type. */
public sealed interface Literal {

    record Text(String value) implements Literal {}

    record Whole(long value) implements Literal {}

    record Real(double value) implements Literal {}

    record Truth(boolean value) implements Literal {}

    /** Only where a geometry or what goes with one is meant. */
    record Listed(List<Literal> items) implements Literal {}

    /** As JSON has it: a text, a number, a boolean or a list of such. */
    default Object json() {
        return switch (this) {
            case Text(String value) -> value;
            case Whole(long value) -> value;
            case Real(double value) -> value;
            case Truth(boolean value) -> value;
            case Listed(List<Literal> items) ->
                items.stream().map(Literal::json).toList();
        };
    }
}
