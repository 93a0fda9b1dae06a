package dev.meridian.region.databases.tables;

import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.OpenTransaction;
import io.vertx.core.json.JsonObject;

/** Tells who listens of changes of databases, tables, columns and indexes. */
public final class DatabaseEvents {

    private final Events events;

    public DatabaseEvents(Events events) {
        this.events = events;
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

    public void database(OpenTransaction transaction, String project, JsonObject database, String action, Cause cause) {
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
