package dev.meridian.region.databases.tables;

/** What came of work that relied on a copy of a table's definition. */
public sealed interface Seen<T> {

    /** The copy was right. */
    record Current<T>(T value) implements Seen<T> {}

    /** The definition has changed since, and nothing was changed by the work. */
    record Stale<T>() implements Seen<T> {}
}
