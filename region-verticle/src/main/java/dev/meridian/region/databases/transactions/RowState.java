package dev.meridian.region.databases.transactions;

import dev.meridian.region.access.Secrets;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.RowReader;
import dev.meridian.region.databases.rows.StoredRow;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * How a row was when it was met, to be compared with how it is later.
 *
 * <p>The time of its last change would not do: servers may set that, and two changes may share a millisecond.
 *
 * @param value the physical table and, unless the row is absent, a digest of all that callers are shown of it
 */
record RowState(String value) {

    private static final String ABSENT = "absent";

    /** What names a row among all of a project. */
    record Key(TableId table, String row) {}

    static RowState of(Table table, Optional<StoredRow> row) {
        String state = row.map(stored -> digest(table, stored)).orElse(ABSENT);
        return new RowState(table.definition().relation().name() + ' ' + state);
    }

    /** Of the values that there are: a column that is added changes no row. */
    private static String digest(Table table, StoredRow row) {
        JsonObject present = new JsonObject();
        RowReader.model(table, row, Naming.TABLES).forEach(value -> {
            if (value.getValue() != null) {
                present.put(value.getKey(), value.getValue());
            }
        });
        return Secrets.sha256(present.encode());
    }

    boolean isAbsent() {
        return value.endsWith(ABSENT);
    }
}
