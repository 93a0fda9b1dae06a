package dev.meridian.region.databases.rows;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How deep in a request's data a row stands.
 *
 * @param steps from the row that the request names
 * @param path the keys of the relationships on the way, each followed by a dot
 * @param touched what the request names of tied rows so far, as a selection has it
 */
record Nesting(int steps, String path, Set<String> touched) {

    /** The row that the request names. */
    static Nesting top() {
        return new Nesting(0, "", new LinkedHashSet<>());
    }

    Nesting into(String key) {
        return new Nesting(steps + 1, path + key + ".", touched);
    }

    void touch(String key) {
        touched.add(path + key + ".*");
    }

    List<String> paths() {
        return List.copyOf(touched);
    }
}
