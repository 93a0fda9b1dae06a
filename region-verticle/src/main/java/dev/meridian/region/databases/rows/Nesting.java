package dev.meridian.region.databases.rows;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How deep in a request's data a row stands.
 *
 * @param steps from the row that the request names
 * @param path the keys of the relationships on the way, each followed by a dot
 * @param touched what the request names of tied rows so far, as a selection has it
 * @param rows how many nested objects of the request were met so far
 */
record Nesting(int steps, String path, Set<String> touched, AtomicInteger rows) {

    /** Nested objects of one request: each takes the database several statements. */
    static final int MOST_ROWS = 1_000;

    /** The row that the request names. */
    static Nesting top() {
        return new Nesting(0, "", new LinkedHashSet<>(), new AtomicInteger());
    }

    Nesting into(String key) {
        return new Nesting(steps + 1, path + key + ".", touched, rows);
    }

    /** Counts a nested object; whether the request may have it. */
    boolean counts() {
        return rows.incrementAndGet() <= MOST_ROWS;
    }

    void touch(String key) {
        touched.add(path + key + ".*");
    }

    List<String> paths() {
        return List.copyOf(touched);
    }
}
