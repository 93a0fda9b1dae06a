package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Several rows of one table, written together or not at all; on virtual threads only. */
final class RowBatches {

    private final RowStore store;
    private final RowEvents events;

    RowBatches(RowStore store, RowEvents events) {
        this.store = store;
        this.events = events;
    }

    /** Does work in one transaction, throughout which the table's definition stays as it is. */
    <T> Seen<T> steady(Table table, Function<OpenTransaction, T> work) {
        return store.changing(
                table,
                transaction -> isCurrent(transaction, table)
                        ? new Seen.Current<>(work.apply(transaction))
                        : new Seen.Stale<>());
    }

    /** The lock is on the definition first and on rows after it, in which order DDL takes its own too. */
    private static boolean isCurrent(OpenTransaction transaction, Table table) {
        return transaction
                .first(
                        "select version from meridian.app_table where relation = $1 for share",
                        table.definition().relation().name())
                .filter(row -> row.getLong(0) == table.definition().version())
                .isPresent();
    }

    /** The rows that a query finds, none of which anybody else changes meanwhile. */
    List<StoredRow> locked(OpenTransaction transaction, CheckedQuery query) {
        Compiled compiled = Compiler.list(query, new Visibility.Everything(), new Position.Start());
        List<StoredRow> rows = new ArrayList<>();
        transaction
                .statement(compiled.sql() + " FOR UPDATE", compiled.parameters().toArray())
                .forEach(row -> rows.add(RowReader.row(compiled, row)));
        return rows;
    }

    List<StoredRow> insert(OpenTransaction transaction, Table table, List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        List<Row> numbers = transaction.batch(
                RowStatements.insertion(table),
                drafts.stream()
                        .map(draft -> Tuple.wrap(RowStatements.insertionArguments(table, draft)))
                        .toList());
        return IntStream.range(0, drafts.size())
                .mapToObj(i -> RowStore.stored(drafts.get(i), numbers.get(i).getLong(0)))
                .toList();
    }

    void update(OpenTransaction transaction, Table table, List<StoredRow> rows) {
        if (!rows.isEmpty()) {
            transaction.batch(
                    RowStatements.update(table),
                    rows.stream()
                            .map(row -> Tuple.wrap(RowStatements.updateArguments(table, row)))
                            .toList());
        }
    }

    void delete(OpenTransaction transaction, Table table, List<StoredRow> rows) {
        transaction.statement("delete from " + table.shape().qualified() + " where _id = any($1::text[])", (Object)
                rows.stream().map(StoredRow::id).toArray(String[]::new));
    }

    /** Tells of each row, as single writes do. */
    void tell(OpenTransaction transaction, Table table, List<StoredRow> rows, String action, Cause cause) {
        transaction.then(connection -> Future.join(rows.stream()
                        .map(row -> events.row(connection, table, row, action, cause))
                        .toList())
                .mapEmpty());
    }
}
