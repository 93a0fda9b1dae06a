package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.tables.Table;
import java.util.Optional;

/** Is shown the rows that a transaction relies on, each time it comes upon one and before it changes it. */
@FunctionalInterface
public interface RowWatch {

    /** Looks away. */
    RowWatch NOBODY = (table, id, row) -> {};

    /** @param row as the transaction finds it, empty where there is none */
    void met(Table table, String id, Optional<StoredRow> row);
}
