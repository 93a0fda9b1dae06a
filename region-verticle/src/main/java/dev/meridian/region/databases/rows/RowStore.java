package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows in their physical tables, one at a time. */
final class RowStore {

    private final Database database;
    private final RowEvents events;

    /** A row that is to be. */
    record Draft(
            String id,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt,
            List<String> permissions,
            Map<String, @Nullable Object> values) {}

    RowStore(Database database, RowEvents events) {
        this.database = database;
        this.events = events;
    }

    /** One row, if it is there, whoever may read it. */
    Future<Seen<Optional<StoredRow>>> find(Table table, Compiled compiled) {
        return database.read(compiled.sql(), compiled.parameters().toArray()).map(rows -> {
            for (Row row : rows) {
                return RowReader.isCurrent(table, compiled, row)
                        ? new Seen.Current<>(Optional.of(RowReader.row(compiled, row)))
                        : new Seen.Stale<>();
            }
            return new Seen.Current<>(Optional.empty());
        });
    }

    /**
     * One statement, which does nothing if the table's definition has changed; where somebody listens, they are told in the
     * same transaction.
     */
    Future<Seen<StoredRow>> insert(Table table, Draft draft, Cause cause) {
        Future<Seen<StoredRow>> inserted = table.definition().listened()
                ? database.transaction(transaction -> transaction
                                .preparedQuery(RowStatements.insertion(table))
                                .execute(Tuple.wrap(RowStatements.insertionArguments(table, draft)))
                                .map(rows -> inserted(draft, rows))
                                .compose(seen -> seen instanceof Seen.Current<StoredRow>(StoredRow row)
                                        ? events.row(transaction, table, row, "create", cause)
                                                .map(seen)
                                        : Future.succeededFuture(seen)))
                        .onSuccess(done -> events.wake())
                : database.write(RowStatements.insertion(table), RowStatements.insertionArguments(table, draft))
                        .map(rows -> inserted(draft, rows));
        return inserted.recover(
                failure -> Future.failedFuture(failure instanceof PgException refused ? refusal(refused) : failure));
    }

    private static Seen<StoredRow> inserted(Draft draft, RowSet<Row> rows) {
        for (Row row : rows) {
            return new Seen.Current<>(stored(draft, row.getLong(0)));
        }
        return new Seen.Stale<>();
    }

    /** The same within a transaction. */
    Seen<StoredRow> insert(OpenTransaction transaction, Table table, Draft draft) {
        return transaction
                .first(RowStatements.insertion(table), RowStatements.insertionArguments(table, draft))
                .<Seen<StoredRow>>map(row -> new Seen.Current<>(stored(draft, row.getLong(0))))
                .orElseGet(Seen.Stale::new);
    }

    /** Does work on a row that nobody else changes meanwhile; on a virtual thread only. */
    <T> Seen<T> locked(Table table, String id, BiFunction<OpenTransaction, Optional<StoredRow>, Seen<T>> work) {
        return changing(table, transaction -> {
            Compiled compiled = Compiler.row(table.shape(), id);
            Optional<Row> found = transaction.first(
                    compiled.sql() + " FOR UPDATE", compiled.parameters().toArray());
            if (found.isPresent() && !RowReader.isCurrent(table, compiled, found.get())) {
                return new Seen.Stale<>();
            }
            return work.apply(transaction, found.map(row -> RowReader.row(compiled, row)));
        });
    }

    /** Does work on rows of a table in one transaction, after which its events are sent; on a virtual thread only. */
    <T> Seen<T> changing(Table table, Function<OpenTransaction, Seen<T>> work) {
        try {
            Seen<T> done = OpenTransaction.run(database, work);
            if (table.definition().listened()) {
                events.wake();
            }
            return done;
        } catch (PgException failure) {
            throw refusal(failure);
        }
    }

    void update(OpenTransaction transaction, Table table, StoredRow row) {
        transaction.statement(RowStatements.update(table), RowStatements.updateArguments(table, row));
    }

    void delete(OpenTransaction transaction, Table table, String id) {
        transaction.statement("delete from " + table.shape().qualified() + " where _id = $1::text", id);
    }

    static StoredRow stored(Draft draft, long sequence) {
        return new StoredRow(
                draft.id(), sequence, draft.createdAt(), draft.updatedAt(), draft.permissions(), draft.values());
    }

    /** What the database refused, in the contract's words where it has some. */
    private static RuntimeException refusal(PgException refused) {
        return switch (String.valueOf(refused.getSqlState())) {
            case "23505" ->
                String.valueOf(refused.getConstraint()).endsWith("_pkey")
                        ? DatabaseProblems.rowExists()
                        : DatabaseProblems.rowUnique();
            case "54000" -> DatabaseProblems.rowStructure("A value is too long for an index of its column.");
            default -> refused;
        };
    }
}
