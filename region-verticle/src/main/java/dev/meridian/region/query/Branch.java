package dev.meridian.region.query;

import dev.meridian.region.query.Query.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of tied rows a row is answered with.
 *
 * @param key of the relationship, under which they stand
 * @param fields what each is answered with, the system's own always among them
 * @param branches what they themselves are tied to
 */
public record Branch(String key, RelatedTable related, List<Field> fields, List<Branch> branches) {

    /** Those that a selection names; names of the table's own attributes are passed over. */
    static List<Branch> of(TableShape table, Selection selection) {
        return switch (selection) {
            case Selection.All all -> List.of();
            case Selection.AllAnd(List<String> names) -> of(table, names);
            case Selection.Only(List<String> names) -> of(table, names);
        };
    }

    /** Those that names lead to. */
    public static List<Branch> named(TableShape table, List<String> names) {
        return of(table, names);
    }

    /** Whether a name leads to tied rows. */
    static boolean isPath(TableShape table, String name) {
        return table.field(name).isEmpty() && table.related(first(name)).isPresent();
    }

    private static List<Branch> of(TableShape table, List<String> names) {
        Map<String, List<String>> byKey = new LinkedHashMap<>();
        names.stream().filter(name -> isPath(table, name)).forEach(name -> {
            List<String> rest = byKey.computeIfAbsent(first(name), key -> new ArrayList<>());
            if (name.indexOf('.') >= 0) {
                rest.add(name.substring(name.indexOf('.') + 1));
            }
        });
        return byKey.entrySet().stream()
                .map(entry -> branch(
                        entry.getKey(), table.related(entry.getKey()).orElseThrow(), Selection.of(entry.getValue())))
                .toList();
    }

    private static Branch branch(String key, RelatedTable related, Selection selection) {
        return new Branch(key, related, Validation.fields(related.table(), selection), of(related.table(), selection));
    }

    private static String first(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
