package dev.meridian.region.projects;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The console's list of every project of the network, in the console's region. */
final class ProjectList {

    private static final ProblemType ALREADY_EXISTS = new ProblemType("project_already_exists", 409);

    private static final String INSERT = """
            insert into meridian.console_project (project_id, team_id, name, region, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $5) returning *
            """;
    private static final String OF_TEAMS = """
            select *, count(*) over () as matching from meridian.console_project where team_id = any($1)
             order by created_at, project_id limit $2 offset $3
            """;

    private final Database database;
    private final InstantSource clock;

    ProjectList(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    record Page(List<ListedProject> projects, long total) {}

    /** Whether the ID is taken; the answer may be out of date at once. */
    Future<Boolean> has(String id) {
        return database.read("select 1 from meridian.console_project where project_id = $1", id)
                .map(rows -> rows.size() > 0);
    }

    Future<ListedProject> add(ProjectHome.Draft draft, String region) {
        return database.write(INSERT, draft.id(), draft.teamId(), draft.name(), region, now())
                .map(rows -> ListedProject.of(rows.iterator().next()))
                .recover(failure -> Future.failedFuture(Database.isDuplicate(failure) ? alreadyExists() : failure));
    }

    /** A project of one of the teams; any other is not found. */
    Future<ListedProject> byId(String id, List<String> teams) {
        return database.read(
                        "select * from meridian.console_project where project_id = $1 and team_id = any($2)",
                        id,
                        teams.toArray(String[]::new))
                .map(rows -> {
                    for (Row row : rows) {
                        return ListedProject.of(row);
                    }
                    throw Problem.of(
                            ProblemType.PROJECT_NOT_FOUND, "Project with the requested ID could not be found: " + id);
                });
    }

    Future<Page> ofTeams(List<String> teams, ListWindow window) {
        return database.read(OF_TEAMS, teams.toArray(String[]::new), window.limit(), window.offset())
                .map(rows -> {
                    List<ListedProject> projects = new ArrayList<>();
                    long total = 0;
                    for (Row row : rows) {
                        projects.add(ListedProject.of(row));
                        total = row.getLong("matching");
                    }
                    return new Page(projects, total);
                });
    }

    Future<ListedProject> rename(String id, String name) {
        return database.write(
                        "update meridian.console_project set name = $2, updated_at = $3 where project_id = $1 returning *",
                        id,
                        name,
                        now())
                .map(rows -> ListedProject.of(rows.iterator().next()));
    }

    Future<Void> remove(String id) {
        return database.write("delete from meridian.console_project where project_id = $1", id)
                .mapEmpty();
    }

    /** Removes it if it was listed before that time. */
    Future<Void> removeListedBefore(String id, Instant time) {
        return database.write(
                        "delete from meridian.console_project where project_id = $1 and created_at <= $2",
                        id,
                        time.atOffset(ZoneOffset.UTC))
                .mapEmpty();
    }

    static Problem alreadyExists() {
        return Problem.of(
                ALREADY_EXISTS, "Project with the requested ID already exists. Try again with a different ID");
    }

    private OffsetDateTime now() {
        return Datetimes.now(clock);
    }
}
