package dev.meridian.region.functions;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Where functions are executed, in the database: as their owners say, or as is measured. Safe for use by many threads. */
final class PlacingStore {

    /** Goes with {@link #measured}. */
    private static final String MEASURED =
            "smart_in_region = $3, calls_home = $4, executions_measured = $5, moved_at = $6";

    private static final String MEASURE =
            "update meridian.function set " + MEASURED + " where project_id = $1 and function_id = $2";

    private static final String SMART = """
            select project_id, function_id from meridian.function
             where placement = 'smart' and (project_id, function_id) in (select * from unnest($1::text[], $2::text[]))
            """;

    private final Database database;
    private final FunctionStore functions;

    PlacingStore(FunctionStore functions) {
        this.database = functions.database();
        this.functions = functions;
    }

    /** Has a function executed as its owner says. Fails with {@code general_argument_invalid} if it cannot be. */
    Future<AppFunction> place(String project, String id, Placing.Choice choice, int cpuMillis, Instant now) {
        return functions.told(database.transaction(connection -> FunctionStore.locked(connection, project, id)
                .compose(before -> {
                    before.check(choice, cpuMillis);
                    return functions.changed(
                            connection,
                            project,
                            id,
                            MEASURED + ", placement = $7, cpu_millis = $8, updated_at = $9",
                            measured(project, id, before.placing().smartOnce(choice))
                                    .addString(choice.word())
                                    .addInteger(cpuMillis)
                                    .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)));
                })));
    }

    private static Tuple measured(String project, String id, SmartPlace place) {
        return Tuple.of(project, id, place.isInRegion(), place.mean(), place.executions())
                .addOffsetDateTime(
                        place.movedAt().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null));
    }

    /** Those that are executed where it was found to be better. */
    Future<List<HomeCalls.Named>> smart(List<HomeCalls.Named> among) {
        return database.read(
                        SMART,
                        among.stream().map(HomeCalls.Named::project).toArray(String[]::new),
                        among.stream().map(HomeCalls.Named::function).toArray(String[]::new))
                .map(rows -> {
                    List<HomeCalls.Named> smart = new ArrayList<>();
                    rows.forEach(row ->
                            smart.add(new HomeCalls.Named(row.getString("project_id"), row.getString("function_id"))));
                    return smart;
                });
    }

    /**
     * Has what was seen of a smart function's executions count, and moves it if that says so. The function is locked
     * meanwhile: pods that do so at once do it one after the other, and what the registry is told is whole.
     *
     * @return whether it was moved
     */
    Future<Boolean> measure(HomeCalls.Named named, HomeCalls.Sum seen, Instant now) {
        Future<Boolean> measured = database.transaction(connection -> FunctionStore.lockedIfThere(
                        connection, named.project(), named.function())
                .compose(found -> found.filter(function -> function.placing().choice() == Placing.Choice.SMART)
                        .map(function -> measure(connection, named, function, seen, now))
                        .orElseGet(() -> Future.succeededFuture(false))));
        return measured.compose(
                isMoved -> isMoved ? functions.told(Future.succeededFuture(true)) : Future.succeededFuture(false));
    }

    private Future<Boolean> measure(
            SqlConnection connection, HomeCalls.Named named, AppFunction function, HomeCalls.Sum seen, Instant now) {
        SmartPlace before = function.placing().smart();
        SmartPlace after = before.after(seen.executions(), seen.calls(), now);
        return connection
                .preparedQuery(MEASURE)
                .execute(measured(named.project(), named.function(), after))
                .compose(updated -> after.isInRegion() == before.isInRegion()
                        ? Future.succeededFuture(false)
                        : functions
                                .tell(connection, named.project(), named.function())
                                .map(true));
    }
}
