package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.Caller;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes rows that come from elsewhere with all that the system keeps of them, some at a time: each call takes effect as a
 * whole or not at all. On virtual threads only.
 */
public final class RowBatches {

    private static final int MOST_REFUSALS = 10;

    private final RegionContext region;
    private final RowTransactions transactions;

    /** What becomes of a row whose ID another has already. */
    public enum Conflict {
        /** It is refused. */
        FAIL,
        /** The other stays as it is. */
        SKIP,
        /** The other gets its values, permissions and times, as far as it brings them. */
        OVERWRITE
    }

    /** How many rows something became of. */
    public record Counts(long created, long updated, long skipped) {

        public static final Counts NONE = new Counts(0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(created + other.created, updated + other.updated, skipped + other.skipped);
        }
    }

    /** @param index of the row among those that came together */
    public record Refusal(int index, Problem problem) {}

    /** What came of a call. */
    public sealed interface Outcome {

        record Written(Counts counts) implements Outcome {}

        /** @param refusals the first of them, and at least one; no row was written */
        record Refused(List<Refusal> refusals) implements Outcome {}
    }

    public RowBatches(RegionContext region, RowTransactions transactions) {
        this.region = region;
        this.transactions = transactions;
    }

    /** Refuses callers who may not write several rows at once. */
    public static void checkMay(Caller caller) {
        BulkParameters.checkMay(caller);
    }

    /** @param rows with IDs that differ, those that have one */
    public Outcome write(TableId id, Author author, Conflict conflict, List<JsonObject> rows) {
        Ids ids = region.node().ids();
        List<Wanted> wanted = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < rows.size() && refusals.size() < MOST_REFUSALS; i++) {
            try {
                Wanted row = BulkParameters.row(rows.get(i), ids);
                wanted.add(new Wanted(row.id(), row.asked().identified(ids)));
            } catch (Problem problem) {
                refusals.add(new Refusal(i, problem));
            }
        }
        return refusals.isEmpty() ? write(id, author, conflict, wanted, refusals) : new Outcome.Refused(refusals);
    }

    private Outcome write(TableId id, Author author, Conflict conflict, List<Wanted> rows, List<Refusal> refusals) {
        try {
            return new Outcome.Written(RowChanges.againIfMade(() -> transactions.run(
                    transaction -> apply(transaction, held(transaction, id, author), author, conflict, rows))));
        } catch (Problem together) {
            if (together.type().status() >= 500 || together.type().equals(DatabaseProblems.TIMEOUT)) {
                throw together;
            }
        }
        try {
            return new Outcome.Written(
                    transactions.run(transaction -> oneByOne(transaction, id, author, conflict, rows, refusals)));
        } catch (Problem first) {
            if (refusals.isEmpty()) {
                throw first;
            }
            return new Outcome.Refused(refusals);
        }
    }

    /** The table as it is until the end: the lock on it comes before those on its rows. */
    private static Table held(RowTransaction transaction, TableId id, Author author) {
        Table table = transaction.table(id);
        Access.to(table, author.caller());
        transaction.hold(table);
        return table;
    }

    private Counts apply(RowTransaction transaction, Table table, Author author, Conflict conflict, List<Wanted> rows) {
        Set<String> present = new HashSet<>();
        if (conflict != Conflict.FAIL) {
            transaction.locked(table, rows.stream().map(Wanted::id).toList()).forEach(row -> present.add(row.id()));
        }
        boolean overwrite = conflict == Conflict.OVERWRITE;
        List<Wanted> written = overwrite
                ? rows
                : rows.stream().filter(row -> !present.contains(row.id())).toList();
        if (!written.isEmpty()) {
            put(transaction, table, author, overwrite, written);
        }
        int met = present.size();
        return new Counts(rows.size() - met, overwrite ? met : 0, overwrite ? 0 : met);
    }

    private void put(RowTransaction transaction, Table table, Author author, boolean overwrite, List<Wanted> rows) {
        RowChanges changes = RowChanges.literal(region::now);
        if (table.relationships().isEmpty()) {
            BulkWrites many = new BulkWrites(changes);
            Done _ = overwrite
                    ? many.upsert(transaction, table, author, rows)
                    : many.create(transaction, table, author, rows);
            return;
        }
        RowWrites one = new RowWrites(changes, new RelatedWrites());
        for (Wanted row : rows) {
            if (overwrite) {
                one.upsert(transaction, table, author, row.id(), row.asked());
            } else {
                one.create(transaction, table, author, row.id(), row.asked());
            }
        }
    }

    /** The same, so that it shows which row it is that is refused; nothing stays if one is. */
    private Counts oneByOne(
            RowTransaction transaction,
            TableId id,
            Author author,
            Conflict conflict,
            List<Wanted> rows,
            List<Refusal> refusals) {
        refusals.clear();
        Table table = held(transaction, id, author);
        Counts counts = Counts.NONE;
        boolean goesOn = true;
        for (int i = 0; i < rows.size() && goesOn && refusals.size() < MOST_REFUSALS; i++) {
            try {
                counts = counts.plus(apply(transaction, table, author, conflict, List.of(rows.get(i))));
            } catch (Problem problem) {
                refusals.add(new Refusal(i, problem));
            } catch (PgException refused) {
                refusals.add(new Refusal(i, RowProblems.lasting(refused).orElseThrow(() -> refused)));
                goesOn = false;
            }
        }
        if (!refusals.isEmpty()) {
            throw refusals.getFirst().problem();
        }
        return counts;
    }
}
