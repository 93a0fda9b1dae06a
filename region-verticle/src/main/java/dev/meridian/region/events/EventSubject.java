package dev.meridian.region.events;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an event is about: resources within one another, under all names that their kinds go by.
 *
 * @param spellings kinds of the resources from the outermost on, the usual spelling first; all of one length
 * @param ids one for each kind
 */
public record EventSubject(List<List<String>> spellings, List<String> ids) {

    private static final List<String> TABLES = List.of("databases", "tables");
    private static final List<String> COLLECTIONS = List.of("databases", "collections");
    private static final List<String> TABLES_DB = List.of("tablesdb", "tables");

    /** @param kind in the plural, for instance {@code buckets} */
    public static EventSubject of(String kind, String id) {
        return new EventSubject(List.of(List.of(kind)), List.of(id));
    }

    /** Something within this. */
    public EventSubject in(String kind, String id) {
        return new EventSubject(
                spellings.stream().map(spelling -> joined(spelling, kind)).toList(), joined(ids, id));
    }

    public static EventSubject database(String database) {
        return new EventSubject(List.of(List.of("databases"), List.of("tablesdb")), List.of(database));
    }

    public static EventSubject table(String database, String table) {
        return new EventSubject(List.of(TABLES, COLLECTIONS, TABLES_DB), List.of(database, table));
    }

    public static EventSubject row(String database, String table, String row) {
        return inTable(database, table, "rows", "documents", row);
    }

    public static EventSubject column(String database, String table, String key) {
        return inTable(database, table, "columns", "attributes", key);
    }

    public static EventSubject index(String database, String table, String key) {
        return inTable(database, table, "indexes", "indexes", key);
    }

    private static EventSubject inTable(String database, String table, String kind, String earlierKind, String id) {
        return new EventSubject(
                List.of(joined(TABLES, kind), joined(COLLECTIONS, earlierKind), joined(TABLES_DB, kind)),
                List.of(database, table, id));
    }

    private static List<String> joined(List<String> items, String item) {
        return Stream.concat(items.stream(), Stream.of(item)).toList();
    }

    /**
     * All names of an event: the concrete one first, then with IDs as {@code *}, and with parts left out at the end.
     *
     * @param action for instance {@code create} or {@code update.email}
     */
    public List<String> names(String action) {
        List<String> actions = new ArrayList<>(List.of("." + action));
        int dot = action.indexOf('.');
        if (dot >= 0) {
            actions.add("." + action.substring(0, dot));
        }
        actions.add("");
        SequencedSet<String> names = new LinkedHashSet<>();
        spellings.forEach(spelling -> {
            actions.forEach(end -> starred(spelling).forEach(path -> names.add(path + end)));
            IntStream.iterate(spelling.size() - 1, depth -> depth > 0, depth -> depth - 1)
                    .forEach(depth -> names.addAll(starred(spelling.subList(0, depth))));
        });
        return List.copyOf(names);
    }

    /** The path with each choice of IDs replaced, none first. */
    private List<String> starred(List<String> spelling) {
        return IntStream.range(0, 1 << spelling.size())
                .mapToObj(stars -> path(spelling, stars))
                .toList();
    }

    private String path(List<String> spelling, int stars) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < spelling.size(); i++) {
            path.append(i == 0 ? "" : ".").append(spelling.get(i)).append('.');
            path.append((stars >>> i & 1) == 1 ? "*" : ids.get(i));
        }
        return path.toString();
    }
}
