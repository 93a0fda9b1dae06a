package dev.meridian.region.keys;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** API keys in the database. */
final class KeyStore {

    private static final ProblemType NOT_FOUND = new ProblemType("key_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("key_already_exists", 409);

    private static final String INSERT = """
            insert into meridian.api_key (project_id, key_id, name, scopes, secret_sha256, expires_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7) returning *
            """;
    private static final String UPDATE = """
            update meridian.api_key set name = $3, scopes = $4, expires_at = $5, updated_at = $6
             where project_id = $1 and key_id = $2 returning *
            """;

    private final Database database;
    private final Events events;
    private final InstantSource clock;

    KeyStore(RegionContext region) {
        this.database = region.database();
        this.events = region.events();
        this.clock = region.node().clock();
    }

    Database database() {
        return database;
    }

    record Draft(String id, String name, List<String> scopes, Optional<Instant> expiresAt) {}

    Future<ApiKey> insert(String project, Draft draft, String secretSha256, Cause doer) {
        Tuple key = Tuple.of(project, draft.id(), draft.name())
                .addArrayOfString(draft.scopes().toArray(String[]::new))
                .addString(secretSha256)
                .addOffsetDateTime(expiry(draft))
                .addOffsetDateTime(Datetimes.now(clock));
        return told(
                        project,
                        "create",
                        doer,
                        connection -> connection.preparedQuery(INSERT).execute(key))
                .recover(failure -> Future.failedFuture(
                        Database.isDuplicate(failure)
                                ? Problem.of(ALREADY_EXISTS, "Key with the requested ID already exists")
                                : failure));
    }

    /** Puts the draft in place of the key of its ID, whose secret stays. */
    Future<ApiKey> update(String project, Draft draft, Cause doer) {
        Tuple key = Tuple.of(project, draft.id(), draft.name())
                .addArrayOfString(draft.scopes().toArray(String[]::new))
                .addOffsetDateTime(expiry(draft))
                .addOffsetDateTime(Datetimes.now(clock));
        return told(
                project,
                "update",
                doer,
                connection -> connection.preparedQuery(UPDATE).execute(key));
    }

    Future<ApiKey> byId(String project, String id) {
        return database.read("select * from meridian.api_key where project_id = $1 and key_id = $2", project, id)
                .map(KeyStore::only);
    }

    Future<ApiKey> delete(String project, String id, Cause doer) {
        return told(
                project,
                "delete",
                doer,
                connection -> connection
                        .preparedQuery("delete from meridian.api_key where project_id = $1 and key_id = $2 returning *")
                        .execute(Tuple.of(project, id)));
    }

    /** When the project was made: keys of one that had the same ID before are not this one's. */
    Future<Instant> made(String project) {
        return database.read("select created_at from meridian.project where project_id = $1", project)
                .map(rows -> {
                    for (Row row : rows) {
                        return row.getOffsetDateTime("created_at").toInstant();
                    }
                    throw Problem.of(
                            ProblemType.PROJECT_NOT_FOUND,
                            "Project with the requested ID could not be found: " + project);
                });
    }

    private Future<ApiKey> told(
            String project, String action, Cause doer, Function<SqlConnection, Future<RowSet<Row>>> change) {
        return database.announcing(connection -> change.apply(connection)
                .map(KeyStore::only)
                .compose(key -> events.add(
                                connection, project, EventSubject.of("keys", key.id()), action, key.toJson(""), doer)
                        .map(key)));
    }

    private static ApiKey only(RowSet<Row> rows) {
        for (Row row : rows) {
            return ApiKey.of(row);
        }
        throw Problem.of(NOT_FOUND, "Key with the requested ID could not be found");
    }

    private static @Nullable OffsetDateTime expiry(Draft draft) {
        return draft.expiresAt()
                .map(expires -> expires.atOffset(ZoneOffset.UTC))
                .orElse(null);
    }
}
