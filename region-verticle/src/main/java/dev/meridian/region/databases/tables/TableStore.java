package dev.meridian.region.databases.tables;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.OpenTransaction;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Makes, changes and drops tables: the definition and the physical schema in one transaction. Virtual threads only. */
public final class TableStore {

    /** What two creations of one schema at the same moment may be told. */
    private static final Set<String> RACED = Set.of("23505", "42P06");

    private final Database database;
    private final Catalogue catalogue;
    private final DatabaseEvents events;

    /** Adds the events of a change to its transaction. */
    @FunctionalInterface
    interface Telling {
        void tell(OpenTransaction transaction, Definition before, Definition after);
    }

    /** A new definition, the statements that make it true, and what stands against it once these have run. */
    record Change(Definition definition, List<String> ddl, List<Obstacle> obstacles) {

        Change(Definition definition, List<String> ddl) {
            this(definition, ddl, List.of());
        }
    }

    /**
     * Rows that do not fit a new definition.
     *
     * @param query finds any; its text holds names that the server made, and numbers
     */
    record Obstacle(String query, Problem problem) {}

    public TableStore(Database database, Catalogue catalogue, DatabaseEvents events) {
        this.database = database;
        this.catalogue = catalogue;
        this.events = events;
    }

    public DatabaseEvents events() {
        return events;
    }

    void create(Definition table, Cause cause) {
        createSchema(table.id().project());
        OpenTransaction.run(database, transaction -> {
            transaction.statement(
                    "select 1 from meridian.project where project_id = $1 for key share",
                    table.id().project());
            transaction.require(
                    () -> DatabaseProblems.databaseNotFound(table.id().database()),
                    "select 1 from meridian.app_database where project_id = $1 and database_id = $2 for share",
                    table.id().project(),
                    table.id().database());
            insert(transaction, table);
            Ddl.createTable(table).forEach(transaction::schema);
            events.table(transaction, table, "create", cause);
            return table;
        });
    }

    private static void insert(OpenTransaction transaction, Definition table) {
        transaction.require(
                () -> DatabaseProblems.tableExists(table.id().table()),
                "insert into meridian.app_table (project_id, database_id, table_id, name, enabled, row_security,"
                        + " permissions, relation, version, last_number, columns, indexes, created_at, updated_at)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
                        + " on conflict do nothing returning sequence",
                table.id().project(),
                table.id().database(),
                table.id().table(),
                table.name(),
                table.enabled(),
                table.rowSecurity(),
                table.permissions().toArray(String[]::new),
                table.relation().name(),
                table.version(),
                table.lastNumber(),
                Definitions.columns(table.columns()),
                Definitions.indexes(table.indexes()),
                table.createdAt(),
                table.updatedAt());
    }

    private void createSchema(String project) {
        await(database.writes()
                .query(Ddl.createSchema(project))
                .execute()
                .mapEmpty()
                .recover(failure -> failure instanceof PgException refused && RACED.contains(refused.getSqlState())
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure)));
    }

    /** Changes a table as it is at that moment; its version grows by one. Says whether it is the table or the database that is not there. */
    Definition change(TableId id, OffsetDateTime now, Function<Definition, Change> how, Telling telling) {
        await(catalogue.current(id));
        try {
            return OpenTransaction.run(database, transaction -> {
                Definition before = locked(transaction, id);
                Change change = how.apply(before);
                update(transaction, change.definition(), before.version() + 1, now);
                change.ddl().forEach(transaction::schema);
                change.obstacles().forEach(obstacle -> check(transaction, obstacle));
                telling.tell(transaction, before, change.definition());
                return change.definition();
            });
        } finally {
            catalogue.forget(id);
        }
    }

    private static void check(OpenTransaction transaction, Obstacle obstacle) {
        if (transaction.first(obstacle.query()).isPresent()) {
            throw obstacle.problem();
        }
    }

    private static void update(OpenTransaction transaction, Definition table, long version, OffsetDateTime now) {
        transaction.statement(
                "update meridian.app_table set name = $4, enabled = $5, row_security = $6, permissions = $7, version = $8,"
                        + " last_number = $9, columns = $10, indexes = $11, relationships = $12, updated_at = $13"
                        + " where project_id = $1 and database_id = $2 and table_id = $3",
                table.id().project(),
                table.id().database(),
                table.id().table(),
                table.name(),
                table.enabled(),
                table.rowSecurity(),
                table.permissions().toArray(String[]::new),
                version,
                table.lastNumber(),
                Definitions.columns(table.columns()),
                Definitions.indexes(table.indexes()),
                Definitions.relationships(table.relationships()),
                now);
    }

    /** Definitions of several tables, and the statements that make them true. */
    record Changes(Map<TableId, Definition> definitions, List<String> ddl) {}

    /** Changes several tables of one database as they are at that moment; the version of each grows by one. */
    void changeAll(
            Collection<TableId> ids,
            OffsetDateTime now,
            Function<Map<TableId, Definition>, Changes> how,
            BiConsumer<OpenTransaction, Map<TableId, Definition>> telling) {
        for (TableId id : ids) {
            await(catalogue.current(id));
        }
        try {
            OpenTransaction.run(database, transaction -> {
                Map<TableId, Definition> before = locked(transaction, ids);
                Changes changes = how.apply(before);
                changes.definitions()
                        .forEach((id, table) -> update(
                                transaction,
                                table,
                                Objects.requireNonNull(before.get(id)).version() + 1,
                                now));
                changes.ddl().forEach(transaction::schema);
                telling.accept(transaction, changes.definitions());
                return changes;
            });
        } finally {
            ids.forEach(catalogue::forget);
        }
    }

    /** In one order, whoever asks, so that two changes do not wait for one another. */
    private static Map<TableId, Definition> locked(OpenTransaction transaction, Collection<TableId> ids) {
        Map<TableId, Definition> tables = new LinkedHashMap<>();
        ids.stream()
                .distinct()
                .sorted(Comparator.comparing(TableId::table))
                .forEach(id -> tables.put(id, locked(transaction, id)));
        return tables;
    }

    /** Drops a table, and with it the ends of its relationships in other tables. */
    void drop(TableId id, OffsetDateTime now, Cause cause) {
        Set<TableId> tied = related(await(catalogue.current(id)).definition());
        OpenTransaction.run(database, transaction -> {
            Map<TableId, Definition> tables = locked(transaction, tied);
            Definition table = Objects.requireNonNull(tables.get(id));
            if (!tied.containsAll(related(table))) {
                throw DatabaseProblems.changing();
            }
            Ddl.dropLinks(table).forEach(transaction::schema);
            tables.values().stream()
                    .filter(other -> !other.equals(table))
                    .forEach(other -> update(transaction, untied(other, table), other.version() + 1, now));
            transaction.statement(
                    "delete from meridian.app_table where project_id = $1 and database_id = $2 and table_id = $3",
                    id.project(),
                    id.database(),
                    id.table());
            transaction.schema(Ddl.dropTable(table));
            events.table(transaction, table, "delete", cause);
            return table;
        });
        tied.forEach(catalogue::forget);
    }

    /** A table and those that it has relationships with. */
    private static Set<TableId> related(Definition table) {
        TableId id = table.id();
        Set<TableId> all = new LinkedHashSet<>(Set.of(id));
        table.relationships().forEach(each -> all.add(new TableId(id.project(), id.database(), each.related())));
        return all;
    }

    private static Definition untied(Definition table, Definition from) {
        return table.related(table.relationships().stream()
                .filter(each -> !each.related().equals(from.id().table()))
                .toList());
    }

    /** Drops a database with all its tables. */
    public void dropDatabase(String project, String databaseId, Cause cause) {
        List<TableId> dropped = OpenTransaction.run(database, transaction -> {
            Row database = transaction
                    .first(
                            "select * from meridian.app_database where project_id = $1 and database_id = $2 for update",
                            project,
                            databaseId)
                    .orElseThrow(() -> DatabaseProblems.databaseNotFound(databaseId));
            List<Definition> tables = new ArrayList<>();
            transaction
                    .statement(
                            "select " + Catalogue.COLUMNS
                                    + ", true as database_enabled, true as is_listened from meridian.app_table t"
                                    + " where project_id = $1 and database_id = $2 for update",
                            project,
                            databaseId)
                    .forEach(row -> tables.add(Catalogue.definition(row)));
            tables.stream()
                    .flatMap(table -> Ddl.dropLinks(table).stream())
                    .distinct()
                    .forEach(transaction::schema);
            tables.forEach(table -> transaction.schema(Ddl.dropTable(table)));
            transaction.statement(
                    "delete from meridian.app_database where project_id = $1 and database_id = $2",
                    project,
                    databaseId);
            events.database(transaction, project, Models.database(database), "delete", cause);
            return tables.stream().map(Definition::id).toList();
        });
        dropped.forEach(catalogue::forget);
    }

    private static Definition locked(OpenTransaction transaction, TableId id) {
        return transaction
                .first(
                        "select " + Catalogue.COLUMNS
                                + ", true as database_enabled, true as is_listened from meridian.app_table t"
                                + " where project_id = $1 and database_id = $2 and table_id = $3 for update",
                        id.project(),
                        id.database(),
                        id.table())
                .map(Catalogue::definition)
                .orElseThrow(() -> DatabaseProblems.tableNotFound(id.table()));
    }
}
