package dev.meridian.region.databases.ties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table as it should be.
 *
 * @param readers roles that may read every row
 * @param rows in the order of their making
 * @param ends its relationships that callers see, by key
 */
record ModelTable(
        String id,
        boolean enabled,
        boolean rowSecurity,
        Set<String> readers,
        List<ModelRow> rows,
        Map<String, ModelEnd> ends) {

    /** Attributes that have one value of a row, which may be absent. */
    static final List<String> SCALARS = List.of("$id", "text", "number");

    /** All that callers may write. */
    static final List<String> ATTRIBUTES = List.of("text", "number", "tags", "place");

    /**
     * @param values without those that are absent; {@code $id} among them
     * @param readers roles that may read it where the table leaves that to rows
     */
    record ModelRow(String id, Map<String, Object> values, Set<String> readers) {}

    ModelTable(String id, boolean enabled, boolean rowSecurity, Set<String> readers) {
        this(id, enabled, rowSecurity, readers, new ArrayList<>(), new LinkedHashMap<>());
    }

    /** The type of the problem that a list of its rows ends in for a caller, whatever it asks for. */
    Optional<String> refusal(Who who) {
        if (!isOpen(who)) {
            return Optional.of("table_not_found");
        }
        return who.isAmong(readers) || rowSecurity ? Optional.empty() : Optional.of("user_unauthorized");
    }

    boolean isOpen(Who who) {
        return who.isKey() || enabled;
    }

    /** Whether a caller may know of a row, on whatever way it comes to it. */
    boolean shows(ModelRow row, Who who) {
        return refusal(who).isEmpty() && (who.isAmong(readers) || who.isAmong(row.readers()));
    }

    ModelEnd end(String key) {
        return Optional.ofNullable(ends.get(key)).orElseThrow();
    }

    @Override
    public String toString() {
        return id + (enabled ? "" : " (closed)") + (rowSecurity ? " by rows" : "") + " for " + readers + " "
                + ends.values() + " " + rows;
    }
}
