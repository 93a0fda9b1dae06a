package dev.meridian.region.policies;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
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

/** Cache policies in the database, and what the registry tells of them. Safe for use by many threads. */
final class PolicyStore {

    private static final String FIND = "select body, updated_at from meridian.cache_policy where project_id = $1";
    private static final String PUT = """
            insert into meridian.cache_policy (project_id, body, updated_at)
            select project_id, $2, $3 from meridian.project where project_id = $1 for key share
            on conflict (project_id) do update set body = excluded.body, updated_at = excluded.updated_at
            """;
    private static final String REMOVE = "delete from meridian.cache_policy where project_id = $1";

    private final Database database;
    private final RegistryStore registry;
    private final Purges purges;
    private final InstantSource clock;

    PolicyStore(Database database, RegistryStore registry, Purges purges, InstantSource clock) {
        this.database = database;
        this.registry = registry;
        this.purges = purges;
        this.clock = clock;
    }

    /** A policy as it is kept. */
    record Kept(CachePolicy policy, Instant updatedAt) {}

    Future<Optional<Kept>> find(String project) {
        return database.read(FIND, project).map(PolicyStore::kept);
    }

    private static Optional<Kept> kept(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new Kept(
                    parse(row.getBuffer("body")),
                    row.getOffsetDateTime("updated_at").toInstant()));
        }
        return Optional.empty();
    }

    private static CachePolicy parse(Buffer body) {
        try {
            return CachePolicy.parseFrom(body.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a cache policy is damaged", e);
        }
    }

    /** Puts it in the place of any other of its project, which stays while that is done. Fails with {@code project_not_found}. */
    Future<Kept> put(CachePolicy policy, TraceParent cause) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Tuple row = Tuple.of(policy.getProjectId(), Buffer.buffer(policy.toByteArray()), now.atOffset(ZoneOffset.UTC));
        return told(database.transaction(transaction -> transaction
                        .preparedQuery(PUT)
                        .execute(row)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.failedFuture(noProject(policy.getProjectId()))
                                : registry.put(transaction, policy))
                        .compose(put -> purge(transaction, policy.getProjectId(), cause))))
                .map(new Kept(policy, now));
    }

    private static Problem noProject(String id) {
        return Problem.of(ProblemType.PROJECT_NOT_FOUND, "Project with the requested ID could not be found: " + id);
    }

    /** @param cause of the request */
    Future<Void> remove(String project, TraceParent cause) {
        return told(database.transaction(transaction -> remove(transaction, project)
                .compose(removed -> removed ? purge(transaction, project, cause) : Future.succeededFuture())));
    }

    /** For an edge that is down just now: what its disk holds was stored by the policy that it knew. */
    private Future<Void> purge(SqlConnection transaction, String project, TraceParent cause) {
        return purges.add(transaction, project, List.of(), cause);
    }

    /** Removes a project's policy, if it has one, in the transaction that removes the project; says whether it had. */
    Future<Boolean> remove(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery(REMOVE)
                .execute(Tuple.of(project))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(false)
                        : registry.removeCachePolicy(transaction, project).map(true));
    }

    private Future<Void> told(Future<Void> committed) {
        return committed.onSuccess(done -> {
            registry.wake();
            purges.wake();
        });
    }
}
