package dev.meridian.region.databases;

import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.TableShape;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows in their physical tables. A statement's text depends on the table's definition only. */
final class RowStore {

    private static final List<String> SYSTEM =
            List.of("_id text", "_created timestamptz", "_updated timestamptz", "_permissions text[]");

    private final Database database;
    private final DatabaseEvents events;

    /** A row that is to be. */
    record Draft(
            String id,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt,
            List<String> permissions,
            Map<String, @Nullable Object> values) {}

    RowStore(Database database, DatabaseEvents events) {
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
                                .preparedQuery(insertion(table))
                                .execute(Tuple.wrap(insertionArguments(table, draft)))
                                .map(rows -> inserted(draft, rows))
                                .compose(seen -> seen instanceof Seen.Current<StoredRow>(StoredRow row)
                                        ? events.row(transaction, table, row, "create", cause)
                                                .map(seen)
                                        : Future.succeededFuture(seen)))
                        .onSuccess(done -> events.wake())
                : database.write(insertion(table), insertionArguments(table, draft))
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
                .first(insertion(table), insertionArguments(table, draft))
                .<Seen<StoredRow>>map(row -> new Seen.Current<>(stored(draft, row.getLong(0))))
                .orElseGet(Seen.Stale::new);
    }

    /** Does work on a row that nobody else changes meanwhile; on a virtual thread only. */
    <T> Seen<T> locked(Table table, String id, BiFunction<OpenTransaction, Optional<StoredRow>, Seen<T>> work) {
        try {
            Seen<T> done = OpenTransaction.run(database, transaction -> {
                TableShape shape = table.shape();
                Compiled compiled = Compiler.row(shape, id);
                Optional<Row> found = transaction.first(
                        compiled.sql() + " FOR UPDATE", compiled.parameters().toArray());
                if (found.isPresent() && !RowReader.isCurrent(table, compiled, found.get())) {
                    return new Seen.Stale<>();
                }
                return work.apply(transaction, found.map(row -> RowReader.row(compiled, row)));
            });
            if (table.definition().listened()) {
                events.wake();
            }
            return done;
        } catch (PgException failure) {
            throw refusal(failure);
        }
    }

    /** Every column is written; those that stay the same cost nothing more. */
    void update(OpenTransaction transaction, Table table, StoredRow row) {
        List<Column> columns = table.columns();
        String assignments = IntStream.range(0, columns.size())
                .mapToObj(i ->
                        ", " + columns.get(i).physical().quoted() + " = $" + (i + 5) + "::" + typeOf(columns.get(i)))
                .collect(Collectors.joining());
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(row.id());
        arguments.add(row.createdAt());
        arguments.add(row.updatedAt());
        arguments.add(row.permissions().toArray(String[]::new));
        columns.forEach(column -> arguments.add(row.values().get(column.key())));
        transaction.statement(
                "update " + table.shape().qualified() + " set _created = $2::timestamptz, _updated = $3::timestamptz,"
                        + " _permissions = $4::text[]" + assignments + " where _id = $1::text",
                arguments.toArray());
    }

    void delete(OpenTransaction transaction, Table table, String id) {
        transaction.statement("delete from " + table.shape().qualified() + " where _id = $1::text", id);
    }

    private static String insertion(Table table) {
        List<String> columns = new ArrayList<>(SYSTEM);
        table.columns().forEach(column -> columns.add(column.physical().quoted() + " " + typeOf(column)));
        String names = columns.stream()
                .map(column -> column.substring(0, column.indexOf(' ')))
                .collect(Collectors.joining(", "));
        String values = IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (i + 1) + "::"
                        + columns.get(i).substring(columns.get(i).indexOf(' ') + 1))
                .collect(Collectors.joining(", "));
        return "insert into " + table.shape().qualified() + " (" + names + ") select " + values
                + " where (select version from meridian.app_table where relation = $" + (columns.size() + 1)
                + "::text) = $" + (columns.size() + 2) + "::int8 returning _sequence";
    }

    private static @Nullable Object[] insertionArguments(Table table, Draft draft) {
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(draft.id());
        arguments.add(draft.createdAt());
        arguments.add(draft.updatedAt());
        arguments.add(draft.permissions().toArray(String[]::new));
        table.columns().forEach(column -> arguments.add(draft.values().get(column.key())));
        arguments.add(table.definition().relation().name());
        arguments.add(table.definition().version());
        return arguments.toArray();
    }

    private static String typeOf(Column column) {
        return column.kind().valueType().sql() + (column.array() ? "[]" : "");
    }

    private static StoredRow stored(Draft draft, long sequence) {
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
