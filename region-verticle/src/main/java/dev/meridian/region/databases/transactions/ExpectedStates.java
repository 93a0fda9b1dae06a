package dev.meridian.region.databases.transactions;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.RowTransaction;
import dev.meridian.region.databases.rows.RowWatch;
import dev.meridian.region.databases.rows.StoredRow;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The states in which rows must be met first, and the only rows that may be met: what staged operations relied on. Refuses
 * with {@code transaction_conflict}, or {@code row_not_found} where a row is gone.
 */
final class ExpectedStates implements RowWatch {

    private static final int PART = 500;

    private final Map<RowState.Key, RowState> expected;
    private final Set<RowState.Key> met = new HashSet<>();

    ExpectedStates(Map<RowState.Key, RowState> expected) {
        this.expected = expected;
    }

    /** Locks the rows in an order that all commits have in common, and compares them. */
    void lock(RowTransaction transaction) {
        Map<String, List<RowState.Key>> byTable = new TreeMap<>();
        expected.keySet()
                .forEach(key -> byTable.computeIfAbsent(
                                key.table().database() + '/' + key.table().table(), first -> new ArrayList<>())
                        .add(key));
        RowTransaction watched = transaction.watched(this);
        byTable.values().forEach(keys -> lock(watched, keys.getFirst().table(), keys));
        expected.forEach((key, state) -> {
            if (!state.isAbsent() && !met.contains(key)) {
                throw DatabaseProblems.rowNotFound(key.row());
            }
        });
    }

    private static void lock(RowTransaction transaction, TableId id, List<RowState.Key> keys) {
        Table table = transaction.table(id);
        transaction.hold(table);
        List<String> rows = keys.stream().map(RowState.Key::row).sorted().toList();
        for (int from = 0; from < rows.size(); from += PART) {
            transaction.locked(table, rows.subList(from, Math.min(from + PART, rows.size())));
        }
    }

    @Override
    public void met(Table table, String id, Optional<StoredRow> row) {
        RowState.Key key = new RowState.Key(table.id(), id);
        if (met.add(key) && !RowState.of(table, row).equals(expected.get(key))) {
            throw conflict(id);
        }
    }

    private static Problem conflict(String id) {
        return DatabaseProblems.transactionConflict("Row '" + id + "' has changed since it was staged");
    }
}
