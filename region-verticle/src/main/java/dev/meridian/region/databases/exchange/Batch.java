package dev.meridian.region.databases.exchange;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows that are written together: so many as there is room for, and none with the ID of another. */
final class Batch {

    private static final int MOST_ROWS = 500;
    private static final int MOST_BYTES = 1 << 20;

    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private int bytes;

    /** @return whether it took the row; else it is full */
    boolean take(Entry entry) {
        boolean fits = entries.isEmpty() || (entries.size() < MOST_ROWS && bytes + entry.bytes() <= MOST_BYTES);
        if (!fits || (entry.row().getValue("$id") instanceof String id && !ids.add(id))) {
            return false;
        }
        bytes += entry.bytes();
        return entries.add(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<JsonObject> rows() {
        return entries.stream().map(Entry::row).toList();
    }

    /** On which a row begins. */
    long line(int index) {
        return entries.get(index).line();
    }

    long lastLine() {
        return entries.getLast().lastLine();
    }
}
