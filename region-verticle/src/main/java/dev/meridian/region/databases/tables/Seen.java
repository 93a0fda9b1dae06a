package dev.meridian.region.databases.tables;

import java.util.function.Function;

/** What came of work that relied on a copy of a table's definition. */
public sealed interface Seen<T> {

    /** The same of what is made of the value. */
    default <U> Seen<U> map(Function<T, U> change) {
        return switch (this) {
            case Current<T>(T value) -> new Current<>(change.apply(value));
            case Stale<T> stale -> new Stale<>();
        };
    }

    /** The copy was right. */
    record Current<T>(T value) implements Seen<T> {}

    /** The definition has changed since, and nothing was changed by the work. */
    record Stale<T>() implements Seen<T> {}
}
