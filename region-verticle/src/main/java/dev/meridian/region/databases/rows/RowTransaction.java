package dev.meridian.region.databases.rows;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.Caller;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.Branch;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Filter;
import dev.meridian.region.query.Literal;
import dev.meridian.region.query.Position;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One database transaction over rows of any tables. Each statement makes sure that the definition it relies on is the
 * table's, and throws {@link StaleTable} otherwise. On virtual threads only.
 */
public final class RowTransaction {

    private final OpenTransaction transaction;
    private final UsedTables tables;
    private final RowEvents events;
    private final RowWatch watch;

    RowTransaction(OpenTransaction transaction, UsedTables tables, RowEvents events, RowWatch watch) {
        this.transaction = transaction;
        this.tables = tables;
        this.events = events;
        this.watch = watch;
    }

    /** The same transaction, watched by another. */
    public RowTransaction watched(RowWatch by) {
        return new RowTransaction(transaction, tables, events, by);
    }

    /** The database transaction itself. */
    public OpenTransaction open() {
        return transaction;
    }

    /** Does work whose changes are undone once it has answered; what it told of is then told to nobody. */
    public <T> T tryOut(Supplier<T> work) {
        transaction.mark();
        T answer = work.get();
        transaction.undo();
        return answer;
    }

    /**
     * Does work and says why it was refused, empty if it was not. After a refusal the transaction can only be rolled back. What
     * may be otherwise the next time is thrown.
     */
    public Optional<Problem> refusal(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (PgException | Problem refused) {
            Problem problem = RowProblems.lasting(refused).orElseThrow(() -> refused);
            if (!await(tables.areCurrent())) {
                throw problem;
            }
            return Optional.of(problem);
        }
    }

    /** A copy of any age of a table's definition. */
    public Table table(TableId id) {
        return await(tables.table(id));
    }

    /**
     * Keeps a table's definition as it is until the end. The lock is on the definition first and on rows after it, in which
     * order changes of the schema take their own too.
     */
    public void hold(Table table) {
        boolean current = transaction
                .first(
                        "select version from meridian.app_table where relation = $1 for share",
                        table.definition().relation().name())
                .filter(row -> row.getLong(0) == table.definition().version())
                .isPresent();
        if (!current) {
            throw new StaleTable(table);
        }
    }

    /** One row, which nobody else changes until the end. */
    Optional<StoredRow> locked(Table table, String id) {
        Compiled compiled = Compiler.row(table.shape(), id);
        Optional<StoredRow> found = transaction
                .first(compiled.sql() + " FOR UPDATE", compiled.parameters().toArray())
                .map(row -> current(table, compiled, row));
        watch.met(table, id, found);
        return found;
    }

    /** The rows that a query finds, none of which anybody else changes until the end. */
    List<StoredRow> locked(Table table, CheckedQuery query) {
        Compiled compiled = Compiler.list(query, new Visibility.Everything(), new Position.Start());
        List<StoredRow> rows = new ArrayList<>();
        transaction
                .statement(compiled.sql() + " FOR UPDATE", compiled.parameters().toArray())
                .forEach(row -> rows.add(current(table, compiled, row)));
        rows.forEach(row -> watch.met(table, row.id(), Optional.of(row)));
        return rows;
    }

    /** Those of the rows with these IDs that there are, in the order of insertion, so that requests that meet lock them in one order. */
    public List<StoredRow> locked(Table table, Collection<String> ids) {
        List<Literal> values =
                ids.stream().map(id -> (Literal) new Literal.Text(id)).toList();
        return locked(table, Validation.check(Query.where(new Filter.AnyOf("$id", values), ids.size()), table.shape()));
    }

    /** The IDs of the rows that a query finds, none of which anybody else changes until the end. */
    List<String> lockedIds(Table table, CheckedQuery query) {
        return ids(
                table,
                Compiler.list(query.onlyIds(), new Visibility.Everything(), new Position.Start()),
                " FOR UPDATE");
    }

    private List<String> ids(Table table, Compiled compiled, String locking) {
        List<String> ids = new ArrayList<>();
        transaction
                .statement(compiled.sql() + locking, compiled.parameters().toArray())
                .forEach(row -> {
                    checkCurrent(table, compiled, row);
                    ids.add(row.getString(0));
                });
        return ids;
    }

    private static StoredRow current(Table table, Compiled compiled, Row row) {
        checkCurrent(table, compiled, row);
        return RowReader.row(table, compiled, row);
    }

    private static void checkCurrent(Table table, Compiled compiled, Row row) {
        if (!RowReader.isCurrent(table, compiled, row)) {
            throw new StaleTable(table);
        }
    }

    /** IDs of the rows that a query finds among those in view, none of which anybody deletes until the end. */
    List<String> keptIds(Table table, CheckedQuery query, Visibility visibility) {
        return ids(table, Compiler.list(query.onlyIds(), visibility, new Position.Start()), " FOR KEY SHARE");
    }

    /** The ties of a relationship of a table. */
    Ties ties(Table table, Relationship relationship) {
        return new Ties(transaction, table, relationship);
    }

    /** Puts tied rows into models of rows. */
    void fill(Reach reach, List<Branch> branches, Map<String, JsonObject> models, Naming naming) {
        await(new RelatedRows(transaction::read, naming).fill(reach, branches, models));
    }

    /** A table and those that paths lead to from it. */
    Reach reach(Table table, List<String> paths, Caller caller) {
        return await(Reach.of(table, paths, caller, tables));
    }

    List<StoredRow> insert(Table table, List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        drafts.forEach(draft -> watch.met(table, draft.id(), Optional.empty()));
        List<Row> numbers = transaction.batch(
                RowStatements.insertion(table),
                drafts.stream()
                        .map(draft -> Tuple.wrap(RowStatements.insertionArguments(table, draft)))
                        .toList());
        if (numbers.size() < drafts.size()) {
            throw new StaleTable(table);
        }
        return IntStream.range(0, drafts.size())
                .mapToObj(i -> RowStore.stored(drafts.get(i), numbers.get(i).getLong(0)))
                .toList();
    }

    void update(Table table, List<StoredRow> rows) {
        if (!rows.isEmpty()) {
            transaction.batch(
                    RowStatements.update(table),
                    rows.stream()
                            .map(row -> Tuple.wrap(RowStatements.updateArguments(table, row)))
                            .toList());
        }
    }

    void delete(Table table, List<StoredRow> rows) {
        transaction.statement(RowStatements.deletion(table), (Object)
                rows.stream().map(StoredRow::id).toArray(String[]::new));
    }

    /** Tells of each row; what is told belongs to this transaction. */
    void tell(Table table, List<StoredRow> rows, String action, Cause cause) {
        transaction.then(connection -> Future.join(rows.stream()
                        .map(row -> events.row(connection, table, row, action, cause))
                        .toList())
                .mapEmpty());
    }
}
