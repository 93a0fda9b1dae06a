package dev.meridian.region.platforms;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

/** Platforms in the database. */
final class PlatformStore {

    private static final ProblemType NOT_FOUND = new ProblemType("platform_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("platform_already_exists", 409);
    private static final ProblemType UNSUPPORTED = new ProblemType("platform_method_unsupported", 400);

    private static final String ONE = " where project_id = $1 and platform_id = $2";
    private static final String INSERT = """
            insert into meridian.platform (project_id, platform_id, type, name, target, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $6) on conflict do nothing returning *
            """;

    private final Database database;
    private final Events events;

    PlatformStore(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    Database database() {
        return database;
    }

    /** Fails with {@code platform_already_exists}. */
    Future<Platform> create(String project, Platform platform, Cause doer) {
        Tuple row = Tuple.of(
                project,
                platform.id(),
                platform.kind().word(),
                platform.name(),
                platform.target(),
                at(platform.createdAt()));
        return told(
                project,
                "create",
                doer,
                connection -> connection
                        .preparedQuery(INSERT)
                        .execute(row)
                        .map(rows -> FirstRow.of(rows, Platform::of)
                                .orElseThrow(() -> Problem.of(
                                        ALREADY_EXISTS, "Platform with the same ID already exists in this project"))));
    }

    /** Fails with {@code platform_not_found}. */
    Future<Platform> find(String project, String id) {
        return database.read("select * from meridian.platform" + ONE, project, id)
                .map(rows -> FirstRow.of(rows, Platform::of).orElseThrow(PlatformStore::notFound));
    }

    /** Fails with {@code platform_not_found}, or {@code platform_method_unsupported} for one of another kind. */
    Future<Platform> update(String project, Platform platform, Cause doer) {
        return told(
                project,
                "update",
                doer,
                connection -> connection
                        .preparedQuery("select * from meridian.platform" + ONE + " for update")
                        .execute(Tuple.of(project, platform.id()))
                        .map(rows -> FirstRow.of(rows, Platform::of).orElseThrow(PlatformStore::notFound))
                        .compose(known -> {
                            if (known.kind() != platform.kind()) {
                                throw Problem.of(
                                        UNSUPPORTED,
                                        "The requested platform is of type "
                                                + known.kind().word() + ", which is updated in another place");
                            }
                            return connection
                                    .preparedQuery(
                                            "update meridian.platform set name = $3, target = $4, updated_at = $5" + ONE
                                                    + " returning *")
                                    .execute(Tuple.of(
                                            project,
                                            platform.id(),
                                            platform.name(),
                                            platform.target(),
                                            at(platform.updatedAt())));
                        })
                        .map(rows -> FirstRow.of(rows, Platform::of).orElseThrow(PlatformStore::notFound)));
    }

    /** Fails with {@code platform_not_found}. */
    Future<Platform> delete(String project, String id, Cause doer) {
        return told(
                project,
                "delete",
                doer,
                connection -> connection
                        .preparedQuery("delete from meridian.platform" + ONE + " returning *")
                        .execute(Tuple.of(project, id))
                        .map(rows -> FirstRow.of(rows, Platform::of).orElseThrow(PlatformStore::notFound)));
    }

    private Future<Platform> told(
            String project, String action, Cause doer, Function<SqlConnection, Future<Platform>> change) {
        return database.announcing(connection -> change.apply(connection)
                .compose(platform -> events.add(
                                connection,
                                project,
                                EventSubject.of("platforms", platform.id()),
                                action,
                                platform.model(),
                                doer)
                        .map(platform)));
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private static Problem notFound() {
        return Problem.of(NOT_FOUND, "Platform with the requested ID could not be found");
    }
}
