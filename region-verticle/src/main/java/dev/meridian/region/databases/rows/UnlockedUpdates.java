package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Updates of one row in two statements, on the event loop: it is read, and written where it is still the row that was read.
 *
 * <p>Tables somebody listens to, whose changes are told of in the change's transaction, and rows that somebody else changes
 * at the same time are left to {@link RowTransactions}.
 */
final class UnlockedUpdates {

    private final Database database;
    private final Catalogue catalogue;

    /** @param after the row as it is now */
    record Updated(Table table, StoredRow after) {}

    UnlockedUpdates(Database database, Catalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    /**
     * @param suits whether it can be done here, by the table's definition
     * @param change what the row becomes; nothing where it stays as it is
     * @return nothing where it takes a transaction; fails with what the change fails with, and {@code row_not_found}
     */
    Future<Optional<Updated>> update(
            TableId id, String row, Predicate<Table> suits, BiFunction<Table, StoredRow, Optional<StoredRow>> change) {
        return catalogue.with(
                id,
                table -> table.definition().listened() || !suits.test(table)
                        ? Future.succeededFuture(new Seen.Current<>(Optional.empty()))
                        : update(table, row, change));
    }

    private Future<Seen<Optional<Updated>>> update(
            Table table, String id, BiFunction<Table, StoredRow, Optional<StoredRow>> change) {
        Compiled statement = Compiler.versioned(table.shape(), id);
        return database.read(statement.sql(), statement.parameters().toArray()).compose(rows -> {
            Row row = FirstRow.of(rows).orElseThrow(() -> DatabaseProblems.rowNotFound(id));
            if (!RowReader.isCurrent(table, statement, row)) {
                return Future.succeededFuture(new Seen.Stale<>());
            }
            StoredRow before = RowReader.row(table, statement, row);
            Optional<StoredRow> changed = change.apply(table, before);
            return changed.isEmpty()
                    ? Future.succeededFuture(new Seen.Current<>(Optional.of(new Updated(table, before))))
                    : replace(
                            table,
                            changed.get(),
                            row.getString(statement.fields().size() + 1));
        });
    }

    private Future<Seen<Optional<Updated>>> replace(Table table, StoredRow after, String version) {
        return database.write(
                        RowStatements.replacement(table), RowStatements.replacementArguments(table, after, version))
                .recover(failure ->
                        Future.failedFuture(failure instanceof PgException refused ? RowProblems.of(refused) : failure))
                .map(written -> new Seen.Current<>(
                        written.rowCount() == 0 ? Optional.empty() : Optional.of(new Updated(table, after))));
    }
}
