package dev.meridian.region.databases;

import dev.meridian.region.databases.Table.Definition;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;

/**
 * Tells who listens of changes of databases, tables and rows.
 *
 * <p>Most changes are of rows, and most projects have nobody who listens to them: a table's definition says whether there
 * is anybody, and its version grows when that changes, so that a write that nobody listens to asks nothing of the database.
 */
final class DatabaseEvents {

    private final Events events;

    DatabaseEvents(Events events) {
        this.events = events;
    }

    /** @param action for instance {@code create} */
    Future<Void> row(SqlConnection transaction, Table table, StoredRow row, String action, Cause cause) {
        Definition definition = table.definition();
        if (!definition.listened()) {
            return Future.succeededFuture();
        }
        TableId id = definition.id();
        return events.add(
                transaction,
                id.project(),
                EventSubject.row(id.database(), id.table(), row.id()),
                action,
                RowReader.model(table, row, Naming.TABLES),
                cause);
    }

    void row(OpenTransaction transaction, Table table, StoredRow row, String action, Cause cause) {
        transaction.then(connection -> row(connection, table, row, action, cause));
    }

    /** Sends at once what committed changes owe. */
    void wake() {
        events.wake();
    }

    void table(OpenTransaction transaction, Definition table, String action, Cause cause) {
        TableId id = table.id();
        add(
                transaction,
                id.project(),
                EventSubject.table(id.database(), id.table()),
                action,
                Models.table(table, Naming.TABLES),
                cause);
    }

    void database(OpenTransaction transaction, String project, JsonObject database, String action, Cause cause) {
        add(transaction, project, EventSubject.database(database.getString("$id")), action, database, cause);
    }

    void add(
            OpenTransaction transaction,
            String project,
            EventSubject subject,
            String action,
            JsonObject payload,
            Cause cause) {
        transaction.then(connection -> events.add(connection, project, subject, action, payload, cause));
    }
}
