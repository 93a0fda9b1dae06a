package dev.meridian.region.databases.transactions;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.Done;
import dev.meridian.region.databases.rows.RowOperations;
import dev.meridian.region.databases.rows.RowTransaction;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does staged operations in one database transaction, within a bounded time. On virtual threads only. */
final class Replay {

    private static final String LIMITS =
            "select set_config('statement_timeout', '10000', true), set_config('lock_timeout', '5000', true)";
    private static final long MOST_SECONDS = 10;

    private final RowOperations operations;
    private final InstantSource clock;
    private final Instant end;

    Replay(RowOperations operations, InstantSource clock) {
        this.operations = operations;
        this.clock = clock;
        this.end = clock.instant().plusSeconds(MOST_SECONDS);
    }

    /** Bounds what single statements of the transaction may take. */
    static void limit(RowTransaction transaction) {
        transaction.open().statement(LIMITS);
    }

    /** Keeps the definitions of all tables as they are, before any row is locked; changes of the schema lock in that order too. */
    static void hold(RowTransaction transaction, List<Staged> staged) {
        Map<String, TableId> tables = new TreeMap<>();
        staged.forEach(
                one -> tables.put(one.table().database() + '/' + one.table().table(), one.table()));
        tables.values().forEach(table -> transaction.hold(transaction.table(table)));
    }

    void run(RowTransaction transaction, List<Staged> staged) {
        staged.forEach(one -> run(transaction, one));
    }

    Done run(RowTransaction transaction, Staged staged) {
        if (clock.instant().isAfter(end)) {
            throw DatabaseProblems.timeout();
        }
        Table table = transaction.table(staged.table());
        return operations.apply(transaction, table, staged.author(), staged::at, staged.operation());
    }
}
