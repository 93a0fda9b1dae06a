package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.OpenTransaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;

/**
 * Tells who listens of changes of rows.
 *
 * <p>Most changes are of rows, and most projects have nobody who listens to them: a table's definition says whether there
 * is anybody, and its version grows when that changes, so that a write that nobody listens to asks nothing of the database.
 */
final class RowEvents {

    private final Events events;

    RowEvents(Events events) {
        this.events = events;
    }

    /**
     * Values of encrypted columns are left out: events are kept, and sent on.
     *
     * @param action for instance {@code create}
     */
    Future<Void> row(SqlConnection transaction, Table table, StoredRow row, String action, Cause cause) {
        Definition definition = table.definition();
        if (!definition.listened()) {
            return Future.succeededFuture();
        }
        TableId id = definition.id();
        JsonObject model = RowReader.model(table, row, Naming.TABLES);
        table.sealed().keys().forEach(model::remove);
        return events.add(
                transaction, id.project(), EventSubject.row(id.database(), id.table(), row.id()), action, model, cause);
    }

    void row(OpenTransaction transaction, Table table, StoredRow row, String action, Cause cause) {
        transaction.then(connection -> row(connection, table, row, action, cause));
    }

    /** Sends at once what committed changes owe. */
    void wake() {
        events.wake();
    }
}
