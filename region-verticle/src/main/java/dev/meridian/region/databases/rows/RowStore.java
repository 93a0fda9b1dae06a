package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Reads;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Compiled;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and creates single rows, without a thread of its own. */
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
    static Future<Seen<Optional<StoredRow>>> find(Reads reads, Table table, Compiled compiled) {
        return reads.read(compiled.sql(), compiled.parameters().toArray()).map(rows -> {
            for (Row row : rows) {
                return RowReader.isCurrent(table, compiled, row)
                        ? new Seen.Current<>(Optional.of(RowReader.row(table, compiled, row)))
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
        return inserted.recover(failure ->
                Future.failedFuture(failure instanceof PgException refused ? RowProblems.of(refused) : failure));
    }

    private static Seen<StoredRow> inserted(Draft draft, RowSet<Row> rows) {
        for (Row row : rows) {
            return new Seen.Current<>(stored(draft, row.getLong(0)));
        }
        return new Seen.Stale<>();
    }

    static StoredRow stored(Draft draft, long sequence) {
        return new StoredRow(
                draft.id(), sequence, draft.createdAt(), draft.updatedAt(), draft.permissions(), draft.values());
    }
}
