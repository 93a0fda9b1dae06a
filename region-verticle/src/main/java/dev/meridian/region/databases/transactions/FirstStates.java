package dev.meridian.region.databases.transactions;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowWatch;
import dev.meridian.region.databases.rows.StoredRow;
import dev.meridian.region.databases.tables.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The states in which a transaction first met rows: what they are for everybody else. Those that were met before it began to
 * watch are left out.
 */
final class FirstStates implements RowWatch {

    /** Each is kept with the transaction and locked by its commit. */
    static final int MOST = 5_000;

    private final Map<RowState.Key, RowState> before;
    private final Map<RowState.Key, RowState> met = new LinkedHashMap<>();

    FirstStates() {
        this.before = Map.of();
    }

    /** Of what is met after all that another has met. */
    FirstStates(FirstStates earlier) {
        this.before = earlier.met;
    }

    Map<RowState.Key, RowState> met() {
        return met;
    }

    @Override
    public void met(Table table, String id, Optional<StoredRow> row) {
        RowState.Key key = new RowState.Key(table.id(), id);
        if (before.containsKey(key) || met.containsKey(key)) {
            return;
        }
        if (before.size() + met.size() >= MOST) {
            throw DatabaseProblems.transactionLimit("A transaction changes " + MOST + " rows at most.");
        }
        met.put(key, RowState.of(table, row));
    }
}
