package dev.meridian.region.projects;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.region.names.NameKind;
import dev.meridian.region.names.Names;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The projects that have their home in this region. A project and its record in the registry change in one transaction.
 */
public final class ProjectHome {

    private static final ProblemType ALREADY_EXISTS = new ProblemType("project_already_exists", 409);
    private static final String CONSOLE = "console";

    private static final String INSERT = """
            insert into meridian.project (project_id, name, team_id, created_at, updated_at) values ($1, $2, $3, $4, $4)
            on conflict (project_id) do nothing
            """;
    private final Database database;
    private final RegistryStore registry;
    private final ProjectRecords records;
    private final Names names;
    private final InstantSource clock;
    private final List<BiFunction<SqlConnection, String, Future<Void>>> forgetters;

    /** @param forgetters each removes what one feature keeps of a project, when the project is removed */
    public ProjectHome(
            Database database,
            RegistryStore registry,
            Names names,
            InstantSource clock,
            String site,
            List<BiFunction<SqlConnection, String, Future<Void>>> forgetters) {
        this.database = database;
        this.registry = registry;
        this.records = new ProjectRecords(registry, site);
        this.names = names;
        this.clock = clock;
        this.forgetters = List.copyOf(forgetters);
    }

    /** What a new project is to be. */
    public record Draft(String id, String name, String teamId) {}

    /** Makes room for the console project, which is in no registry. */
    public Future<Void> addConsole() {
        return database.write(INSERT, CONSOLE, "Console", "", now()).mapEmpty();
    }

    /** Creates it; if it is there with the same team already, which a repeated call finds, it is answered as it is. */
    public Future<Project> create(Draft draft) {
        return changing(transaction -> transaction
                .preparedQuery(INSERT)
                .execute(Tuple.of(draft.id(), draft.name(), draft.teamId(), now()))
                .compose(inserted -> records.find(transaction, draft.id()))
                .compose(project -> project.getTeamId().equals(draft.teamId())
                        ? registry.put(transaction, project).map(project)
                        : Future.failedFuture(alreadyExists())));
    }

    public Future<Project> rename(String id, String name) {
        return changing(transaction -> transaction
                .preparedQuery("update meridian.project set name = $2, updated_at = $3 where project_id = $1")
                .execute(Tuple.of(id, name, now()))
                .compose(updated -> records.tell(transaction, id)));
    }

    /** Removes it and all that features keep of it. */
    public Future<Project> delete(String id) {
        return delete(id, transaction -> Future.succeededFuture());
    }

    /** @param also what is done in the same transaction */
    Future<Project> delete(String id, Function<SqlConnection, Future<Void>> also) {
        return changing(transaction -> records.find(transaction, id)
                        .compose(project -> forget(transaction, id)
                                .compose(forgotten -> registry.removeProject(transaction, id))
                                .compose(removed -> transaction
                                        .preparedQuery("delete from meridian.project where project_id = $1")
                                        .execute(Tuple.of(id)))
                                .compose(deleted -> names.release(transaction, id, NameKind.PROJECT, id))
                                .compose(released -> also.apply(transaction))
                                .map(project)))
                .compose(deleted -> names.free(NameKind.PROJECT, id).transform(freed -> {
                    names.wake();
                    return Future.succeededFuture(deleted);
                }));
    }

    private <T> Future<T> changing(Function<SqlConnection, Future<T>> change) {
        return database.announcing(change).onSuccess(done -> registry.wake());
    }

    private Future<Void> forget(SqlConnection transaction, String id) {
        return InTurn.each(forgetters, forgetter -> forgetter.apply(transaction, id));
    }

    private static Problem alreadyExists() {
        return Problem.of(
                ALREADY_EXISTS, "Project with the requested ID already exists. Try again with a different ID");
    }

    private OffsetDateTime now() {
        return Datetimes.now(clock);
    }
}
