package dev.meridian.region.databases.transactions;

import dev.meridian.region.access.Secrets;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.RowReader;
import dev.meridian.region.databases.rows.StoredRow;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
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
        String relation = table.definition().relation().name();
        return new RowState(relation
                + ' '
                + row.map(stored -> Secrets.sha256(
                                RowReader.model(table, stored, Naming.TABLES).encode()))
                        .orElse(ABSENT));
    }

    boolean isAbsent() {
        return value.endsWith(ABSENT);
    }
}
