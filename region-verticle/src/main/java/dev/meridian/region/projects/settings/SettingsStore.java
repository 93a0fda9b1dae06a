package dev.meridian.region.projects.settings;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Settings in the database, of projects that have their home here. They are read where they hold, so that a change holds
 * on every node from its commit on.
 */
public final class SettingsStore {

    private static final String INSERT = """
            insert into meridian.project_settings (project_id, policies, auth_methods_off, services_off, protocols_off,
                                                   labels, smtp, updated_at)
            values ($1, '{}', '{}', '{}', '{}', '{}', '{}', $2) on conflict do nothing
            """;
    private static final String UPDATE = """
            update meridian.project_settings set policies = $2, auth_methods_off = $3, services_off = $4,
                   protocols_off = $5, labels = $6, smtp = $7, updated_at = $8
             where project_id = $1 returning *
            """;

    private final Database database;
    private final Events events;
    private final InstantSource clock;
    private final String site;

    public SettingsStore(RegionContext region) {
        this.database = region.database();
        this.events = region.events();
        this.clock = region.node().clock();
        this.site = region.site();
    }

    /** Whose doing a change is, and what it is told as. */
    record Told(EventSubject subject, Cause cause) {}

    /** A project's settings; the usual ones for a project that has none, or is not here. */
    public Future<ProjectSettings> of(String project) {
        return database.read("select * from meridian.project_settings where project_id = $1", project)
                .map(rows -> FirstRow.of(rows, ProjectSettings::of).orElse(ProjectSettings.USUAL));
    }

    /** Settings by project, of those that have any. */
    public Future<Map<String, ProjectSettings>> of(List<String> projects) {
        return database.read("select * from meridian.project_settings where project_id = any($1)", (Object)
                        projects.toArray(String[]::new))
                .map(rows -> {
                    Map<String, ProjectSettings> all = new HashMap<>();
                    rows.forEach(row -> all.put(row.getString("project_id"), ProjectSettings.of(row)));
                    return all;
                });
    }

    /** The project as it is shown. Fails with {@code project_not_found}. */
    Future<JsonObject> model(String project) {
        return Future.all(facts(project), of(project))
                .map(both -> both.<ProjectFacts>resultAt(0).model(both.resultAt(1)));
    }

    /** The project as the console shows it. Fails with {@code project_not_found}. */
    public Future<JsonObject> consoleModel(String project) {
        return Future.all(facts(project), of(project)).map(both -> {
            ProjectSettings settings = both.resultAt(1);
            return OlderModel.added(both.<ProjectFacts>resultAt(0).model(settings), settings);
        });
    }

    /** What the project is called. Fails with {@code project_not_found}. */
    public Future<String> name(String project) {
        return facts(project).map(ProjectFacts::name);
    }

    /** Changes settings under a lock. Fails with {@code project_not_found}, or as the change does. */
    Future<ProjectSettings> change(String project, UnaryOperator<ProjectSettings> change) {
        return database.announcing(connection -> changed(connection, project, change));
    }

    /** As {@link #change(String, UnaryOperator)}, and tells so. */
    Future<ProjectSettings> change(String project, UnaryOperator<ProjectSettings> change, Told told) {
        return database.announcing(connection -> changed(connection, project, change)
                .compose(settings -> events.add(
                                connection, project, told.subject(), "update", new JsonObject(), told.cause())
                        .map(settings)));
    }

    private Future<ProjectSettings> changed(
            SqlConnection connection, String project, UnaryOperator<ProjectSettings> change) {
        return connection
                .preparedQuery("select 1 from meridian.project where project_id = $1 for key share")
                .execute(Tuple.of(project))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(notFound(project))
                        : connection.preparedQuery(INSERT).execute(Tuple.of(project, Datetimes.now(clock))))
                .compose(there -> connection
                        .preparedQuery("select * from meridian.project_settings where project_id = $1 for update")
                        .execute(Tuple.of(project)))
                .map(rows -> change.apply(FirstRow.of(rows, ProjectSettings::of).orElseThrow()))
                .compose(settings -> connection.preparedQuery(UPDATE).execute(row(project, settings)))
                .map(rows -> FirstRow.of(rows, ProjectSettings::of).orElseThrow());
    }

    private Tuple row(String project, ProjectSettings settings) {
        return Tuple.of(project, settings.policies().set())
                .addArrayOfString(texts(settings.methods().off()))
                .addArrayOfString(texts(settings.services().off()))
                .addArrayOfString(texts(settings.protocols().off()))
                .addArrayOfString(settings.labels().toArray(String[]::new))
                .addJsonObject(settings.smtp().kept())
                .addOffsetDateTime(Datetimes.now(clock));
    }

    private static String[] texts(Set<String> set) {
        return set.toArray(String[]::new);
    }

    private Future<ProjectFacts> facts(String project) {
        return database.read("select * from meridian.project where project_id = $1", project)
                .map(rows -> {
                    for (Row row : rows) {
                        return new ProjectFacts(
                                project,
                                row.getString("name"),
                                row.getString("team_id"),
                                site,
                                row.getOffsetDateTime("created_at").toInstant(),
                                row.getOffsetDateTime("updated_at").toInstant());
                    }
                    throw notFound(project);
                });
    }

    private static Problem notFound(String project) {
        return Problem.of(
                ProblemType.PROJECT_NOT_FOUND, "Project with the requested ID could not be found: " + project);
    }
}
