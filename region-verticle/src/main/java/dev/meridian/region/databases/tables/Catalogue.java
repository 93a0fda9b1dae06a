package dev.meridian.region.databases.tables;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The tables that exist, as far as they were asked for lately.
 *
 * <p>A copy here may be older than the database's; work that uses one finds that out by itself ({@link Seen}) and is
 * repeated with a fresh copy. Safe for use by many threads.
 */
public final class Catalogue {

    /** When so many are held, all are forgotten; each costs a few kilobytes. */
    private static final int MOST = 10_000;

    private static final int ATTEMPTS = 4;

    /** Column or table gone. */
    private static final Set<String> VANISHED = Set.of("42703", "42P01");

    static final String COLUMNS =
            "t.project_id, t.database_id, t.table_id, t.name, t.enabled, t.row_security, t.permissions, t.relation,"
                    + " t.version, t.last_number, t.columns, t.indexes, t.relationships, t.created_at, t.updated_at";

    private static final String FIND =
            "select " + COLUMNS + ", d.enabled as database_enabled, exists (select 1 from meridian.event_listener e"
                    + " where e.project_id = d.project_id and (e.pattern like 'databases.%' or e.pattern like 'tablesdb.%'))"
                    + " as is_listened from meridian.app_database d"
                    + " left join meridian.app_table t on t.project_id = d.project_id and t.database_id = d.database_id"
                    + " and t.table_id = $3 where d.project_id = $1 and d.database_id = $2";

    private final Database database;
    private final Sealer sealer;
    private final Map<TableId, Table> tables = new ConcurrentHashMap<>();

    /** @param sealer for encrypted columns */
    public Catalogue(Database database, Sealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /** Does the work with the table's definition, again if that proves to have changed. */
    public <T> Future<T> with(TableId id, Function<Table, Future<Seen<T>>> work) {
        return with(id, work, ATTEMPTS);
    }

    private <T> Future<T> with(TableId id, Function<Table, Future<Seen<T>>> work, int attempts) {
        return table(id).compose(table -> attempt(table, work)).compose(seen -> switch (seen) {
            case Seen.Current<T>(T value) -> Future.succeededFuture(value);
            case Seen.Stale<T> stale when attempts == 1 -> Future.failedFuture(DatabaseProblems.changing());
            case Seen.Stale<T> stale -> {
                forget(id);
                yield with(id, work, attempts - 1);
            }
        });
    }

    /** A refusal counts only if the definition that it stands on is the present one. */
    private <T> Future<Seen<T>> attempt(Table table, Function<Table, Future<Seen<T>>> work) {
        return Future.succeededFuture(table).compose(work).recover(failure -> {
            if (failure instanceof StaleTable || (failure instanceof PgException refused && isVanished(refused))) {
                return Future.succeededFuture(new Seen.Stale<>());
            }
            return failure instanceof Problem
                    ? isCurrent(table)
                            .compose(current ->
                                    current ? Future.failedFuture(failure) : Future.succeededFuture(new Seen.Stale<>()))
                    : Future.failedFuture(failure);
        });
    }

    /** Whether a statement failed because a table or column that it names is not there, so that its definition is old. */
    public static boolean isVanished(PgException refused) {
        return VANISHED.contains(refused.getSqlState());
    }

    /** Whether the definition is still the table's. */
    public Future<Boolean> isCurrent(Table table) {
        return database.read(
                        "select version from meridian.app_table where relation = $1",
                        table.definition().relation().name())
                .map(rows -> {
                    for (Row row : rows) {
                        return row.getLong("version") == table.definition().version();
                    }
                    return false;
                });
    }

    /** A copy of any age. */
    public Future<Table> table(TableId id) {
        Table known = tables.get(id);
        return known != null ? Future.succeededFuture(known) : fresh(id);
    }

    /** The definition as it is in the database now. */
    Future<Table> current(TableId id) {
        return database.read(FIND, id.project(), id.database(), id.table()).map(rows -> found(id, rows));
    }

    /** A copy of the present definition, which is kept for others. */
    public Future<Table> fresh(TableId id) {
        return current(id).onSuccess(this::keep);
    }

    public void forget(TableId id) {
        tables.remove(id);
    }

    private void keep(Table table) {
        if (tables.size() >= MOST) {
            tables.clear();
        }
        tables.merge(
                table.id(),
                table,
                (held, fresh) ->
                        held.definition().version() > fresh.definition().version()
                                        && held.definition()
                                                .relation()
                                                .equals(fresh.definition().relation())
                                ? held
                                : fresh);
    }

    private Table found(TableId id, RowSet<Row> rows) {
        for (Row row : rows) {
            if (row.getString("table_id") == null) {
                throw DatabaseProblems.tableNotFound(id.table());
            }
            return new Table(definition(row), sealer);
        }
        throw DatabaseProblems.databaseNotFound(id.database());
    }

    /** @param row of {@link #COLUMNS}, {@code database_enabled} and {@code is_listened} */
    static Definition definition(Row row) {
        return new Definition(
                new TableId(row.getString("project_id"), row.getString("database_id"), row.getString("table_id")),
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getBoolean("database_enabled"),
                row.getBoolean("is_listened"),
                row.getBoolean("row_security"),
                List.of(row.getArrayOfStrings("permissions")),
                new Identifier(row.getString("relation")),
                row.getLong("version"),
                row.getInteger("last_number"),
                Definitions.columns(row.getJsonArray("columns")),
                Definitions.indexes(row.getJsonArray("indexes")),
                Definitions.relationships(row.getJsonArray("relationships")),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"));
    }
}
