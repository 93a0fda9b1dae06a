package dev.meridian.region.projects;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.residency.Residency;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** What the registry tells of a project, of all that this region keeps of it. */
public final class ProjectRecords {

    /** A statement of its own: the next one then sees what whoever held the row before has committed. */
    private static final String LOCK =
            "select project_id from meridian.project where project_id = $1 for no key update";

    private static final String FIND = """
            select p.name, p.team_id, p.created_at, p.updated_at, r.resolved
              from meridian.project p left join meridian.residency r on r.project_id = p.project_id
             where p.project_id = $1
            """;

    private final RegistryStore registry;
    private final String site;

    /** @param site code of this region */
    public ProjectRecords(RegistryStore registry, String site) {
        this.registry = registry;
        this.site = site;
    }

    /**
     * As the transaction sees it, which from now on is the only one to change it. Fails with {@code project_not_found}.
     */
    public Future<Project> find(SqlConnection transaction, String id) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(id))
                .compose(locked -> transaction.preparedQuery(FIND).execute(Tuple.of(id)))
                .map(rows -> project(rows, id));
    }

    /** Has the registry tell what the transaction makes of it. Fails with {@code project_not_found}. */
    public Future<Project> tell(SqlConnection transaction, String id) {
        return find(transaction, id)
                .compose(project -> registry.put(transaction, project).map(project));
    }

    private Project project(RowSet<Row> rows, String id) {
        for (Row row : rows) {
            Project.Builder project = Project.newBuilder()
                    .setProjectId(id)
                    .setName(row.getString("name"))
                    .setTeamId(row.getString("team_id"))
                    .setHomeRegion(site)
                    .setCreatedAtMillis(
                            row.getOffsetDateTime("created_at").toInstant().toEpochMilli())
                    .setUpdatedAtMillis(
                            row.getOffsetDateTime("updated_at").toInstant().toEpochMilli());
            Buffer resolved = row.getBuffer("resolved");
            return resolved == null
                    ? project.build()
                    : project.setResidency(Residency.message(resolved.getBytes()))
                            .build();
        }
        throw Problem.of(ProblemType.PROJECT_NOT_FOUND, "Project with the requested ID could not be found: " + id);
    }
}
