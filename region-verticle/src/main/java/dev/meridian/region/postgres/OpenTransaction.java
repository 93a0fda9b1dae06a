package dev.meridian.region.postgres;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction written as sequential code; on a virtual thread only. */
public final class OpenTransaction {

    private final SqlConnection connection;

    private OpenTransaction(SqlConnection connection) {
        this.connection = connection;
    }

    /** Does the work in one transaction, which its failure rolls back; it may run more than once. */
    public static <T> T run(Database database, Function<OpenTransaction, T> work) {
        return await(database.transaction(
                connection -> Future.succeededFuture(work.apply(new OpenTransaction(connection)))));
    }

    /** Work of others on the same transaction. */
    public void then(Function<SqlConnection, Future<Void>> work) {
        await(work.apply(connection));
    }

    public RowSet<Row> statement(String sql, @Nullable Object... arguments) {
        return await(read(sql, arguments));
    }

    /** One statement that is not waited for. */
    public Future<RowSet<Row>> read(String sql, @Nullable Object... arguments) {
        return connection.preparedQuery(sql).execute(Tuple.wrap(arguments));
    }

    /** Marks the present state, which {@link #undo} goes back to. */
    public void mark() {
        await(connection.query("savepoint mark").execute());
    }

    /** Undoes all since the mark; locks that were taken since then are given back. After a failed statement nothing can be kept. */
    public void undo() {
        await(connection.query("rollback to savepoint mark").execute());
    }

    /** One statement with several sets of arguments, sent together; all their rows, in that order. */
    public List<Row> batch(String sql, List<Tuple> arguments) {
        List<Row> rows = new ArrayList<>();
        RowSet<Row> answer = await(connection.preparedQuery(sql).executeBatch(arguments));
        while (answer != null) {
            answer.forEach(rows::add);
            answer = answer.next();
        }
        return rows;
    }

    public Optional<Row> first(String sql, @Nullable Object... arguments) {
        return FirstRow.of(statement(sql, arguments));
    }

    /** A statement that must answer a row. */
    public void require(Supplier<Problem> otherwise, String sql, @Nullable Object... arguments) {
        if (first(sql, arguments).isEmpty()) {
            throw otherwise.get();
        }
    }

    /** A change of the schema; its text holds names that the server made and nothing else. */
    public void schema(String ddl) {
        await(connection.query(ddl).execute());
    }
}
