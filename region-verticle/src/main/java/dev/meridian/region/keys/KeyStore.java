package dev.meridian.region.keys;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API keys in the database. */
final class KeyStore {

    private static final ProblemType NOT_FOUND = new ProblemType("key_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("key_already_exists", 409);

    private static final String INSERT = """
            insert into meridian.api_key (project_id, key_id, name, scopes, secret_sha256, expires_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7) returning *
            """;
    private static final String LIST = """
            select *, count(*) over () as matching from meridian.api_key where project_id = $1
             order by created_at, key_id limit $2 offset $3
            """;

    private final Database database;
    private final InstantSource clock;

    KeyStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    record Draft(String id, String name, List<String> scopes, Optional<Instant> expiresAt, String secretSha256) {}

    record Page(List<ApiKey> keys, long total) {}

    Future<ApiKey> insert(String project, Draft draft) {
        return database.write(
                        INSERT,
                        project,
                        draft.id(),
                        draft.name(),
                        draft.scopes().toArray(String[]::new),
                        draft.secretSha256(),
                        draft.expiresAt()
                                .map(expires -> expires.atOffset(ZoneOffset.UTC))
                                .orElse(null),
                        Datetimes.now(clock))
                .map(rows -> ApiKey.of(rows.iterator().next()))
                .recover(failure -> Future.failedFuture(
                        Database.isDuplicate(failure)
                                ? Problem.of(ALREADY_EXISTS, "Key with the requested ID already exists")
                                : failure));
    }

    Future<Page> list(String project, ListWindow window) {
        return database.read(LIST, project, window.limit(), window.offset()).map(rows -> {
            List<ApiKey> keys = new ArrayList<>();
            long total = 0;
            for (Row row : rows) {
                keys.add(ApiKey.of(row));
                total = row.getLong("matching");
            }
            return new Page(keys, total);
        });
    }

    Future<ApiKey> byId(String project, String id) {
        return database.read("select * from meridian.api_key where project_id = $1 and key_id = $2", project, id)
                .map(rows -> {
                    for (Row row : rows) {
                        return ApiKey.of(row);
                    }
                    throw notFound();
                });
    }

    Future<Void> delete(String project, String id) {
        return database.write("delete from meridian.api_key where project_id = $1 and key_id = $2", project, id)
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw notFound();
                    }
                    return rows;
                })
                .compose(deleted -> database.heard());
    }

    private static Problem notFound() {
        return Problem.of(NOT_FOUND, "Key with the requested ID could not be found");
    }
}
