package dev.meridian.region.residency;

import dev.meridian.core.http.TraceParent;
import dev.meridian.core.residency.Residency;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.ProjectRecords;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Residency policies in the database, and what the registry tells of them. Safe for use by many threads. */
final class PolicyStore {

    private static final String FIND =
            "select document, resolved, version, updated_at from meridian.residency where project_id = $1";
    private static final String PUT = """
            insert into meridian.residency (project_id, document, resolved, version, updated_at, entries, head)
            values ($1, $2, $3, $4, $5, 0, $6)
            on conflict (project_id) do update set document = excluded.document, resolved = excluded.resolved,
                version = excluded.version, updated_at = excluded.updated_at
            """;
    private static final String END = """
            update meridian.residency set document = $2, resolved = null, version = version + 1, updated_at = $3
             where project_id = $1 returning version
            """;

    private final Database database;
    private final RegistryStore registry;
    private final ProjectRecords projects;
    private final Purges purges;
    private final Trail trail;
    private final InstantSource clock;
    private final String home;

    /** @param home site code of this region */
    PolicyStore(
            Database database, RegistryStore registry, Purges purges, Trail trail, InstantSource clock, String home) {
        this.database = database;
        this.registry = registry;
        this.projects = new ProjectRecords(registry, home);
        this.purges = purges;
        this.trail = trail;
        this.clock = clock;
        this.home = home;
    }

    /** A policy as it is kept. */
    record Kept(JsonObject document, Residency residency, long version, Instant updatedAt) {}

    /** A policy and the one before it. */
    record Change(Kept kept, Residency before) {}

    Future<Optional<Kept>> find(String project) {
        return database.read(FIND, project).map(PolicyStore::kept);
    }

    private static Optional<Kept> kept(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new Kept(
                    new JsonObject(row.getString("document")),
                    residency(row.getBuffer("resolved")),
                    row.getLong("version"),
                    row.getOffsetDateTime("updated_at").toInstant()));
        }
        return Optional.empty();
    }

    private static Residency residency(@Nullable Buffer resolved) {
        return resolved == null ? Residency.NONE : Residency.parse(resolved.getBytes());
    }

    /**
     * Puts it in the place of any other of its project, and owes a purge of all that edges hold of it. Fails with
     * {@code project_not_found}.
     *
     * @param by who does so
     */
    Future<Change> put(String project, Policy policy, String by, TraceParent cause) {
        return database.transaction(transaction -> projects.find(transaction, project)
                        .compose(locked -> transaction.preparedQuery(FIND).execute(Tuple.of(project)))
                        .compose(rows -> put(transaction, project, policy, kept(rows), by))
                        .compose(change -> projects.tell(transaction, project)
                                .compose(told -> purges.add(transaction, project, List.of(), cause))
                                .map(change)))
                .onSuccess(done -> {
                    registry.wake();
                    purges.wake();
                });
    }

    private Future<Change> put(
            SqlConnection transaction, String project, Policy policy, Optional<Kept> before, String by) {
        long version = before.map(Kept::version).orElse(0L) + 1;
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        JsonObject document = policy.toJson();
        Buffer resolved = policy.resolved(version, home)
                .map(told -> Buffer.buffer(told.toByteArray()))
                .orElse(null);
        Tuple row =
                Tuple.of(project, document.encode(), resolved, version, now.atOffset(ZoneOffset.UTC), Entry.BEGINNING);
        return transaction
                .preparedQuery(PUT)
                .execute(row)
                .compose(put -> trail.append(
                        transaction, project, Entry.Kind.POLICY, PolicyEntry.of(version, document, resolved, by)))
                .map(new Change(
                        new Kept(document, residency(resolved), version, now),
                        before.map(Kept::residency).orElse(Residency.NONE)));
    }

    /** Ends a project's policy with the project. The trail stays. */
    Future<Void> end(SqlConnection transaction, String project) {
        JsonObject document = Policy.NONE.toJson();
        return transaction
                .preparedQuery(END)
                .execute(Tuple.of(project, document.encode(), clock.instant().atOffset(ZoneOffset.UTC)))
                .compose(rows -> {
                    for (Row row : rows) {
                        JsonObject entry = PolicyEntry.ofDeletion(row.getLong("version"), document);
                        return trail.append(transaction, project, Entry.Kind.POLICY, entry);
                    }
                    return Future.succeededFuture();
                });
    }
}
