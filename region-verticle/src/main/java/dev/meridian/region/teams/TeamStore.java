package dev.meridian.region.teams;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Teams and memberships in the database. */
final class TeamStore {

    private static final ProblemType ALREADY_EXISTS = new ProblemType("team_already_exists", 409);

    private static final String INSERT = """
            insert into meridian.team (project_id, team_id, name, total, prefs, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $6) returning *
            """;
    private static final String JOIN = """
            insert into meridian.membership (project_id, membership_id, team_id, user_id, roles, confirmed, invited_at,
                                             joined_at)
            values ($1, $2, $3, $4, $5, true, $6, $6)
            """;
    private static final String ALL = """
            select t.*, count(*) over () as matching from meridian.team t where t.project_id = $1
             order by t.created_at, t.team_id limit $2 offset $3
            """;
    private static final String OF_USER = """
            select t.*, count(*) over () as matching from meridian.team t
              join meridian.membership m on m.project_id = t.project_id and m.team_id = t.team_id
             where t.project_id = $1 and m.user_id = $4 and m.confirmed
             order by t.created_at, t.team_id limit $2 offset $3
            """;

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Events events;

    TeamStore(Database database, InstantSource clock, Ids ids, Events events) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    record Draft(String id, String name) {}

    record Page(List<Team> teams, long total) {}

    /** A team that nobody belongs to yet. */
    Future<Team> insert(String project, Draft draft, Cause doer) {
        return unlessTaken(database.transaction(transaction ->
                insert(transaction, project, draft, 0).compose(team -> tell(transaction, project, team, doer))));
    }

    /** A team with its first member. */
    Future<Team> insert(String project, Draft draft, String userId, Set<String> roles, Cause doer) {
        return unlessTaken(database.transaction(transaction -> insert(transaction, project, draft, 1)
                .compose(team -> transaction
                        .preparedQuery(JOIN)
                        .execute(Tuple.from(
                                List.of(project, ids.unique(), team.id(), userId, roles.toArray(String[]::new), now())))
                        .compose(joined -> tell(transaction, project, team, doer)))));
    }

    private Future<Team> tell(SqlConnection transaction, String project, Team team, Cause doer) {
        return events.add(transaction, project, EventSubject.of("teams", team.id()), "create", team.toJson(), doer)
                .map(team);
    }

    Future<Optional<Team>> byId(String project, String id) {
        return database.read("select * from meridian.team where project_id = $1 and team_id = $2", project, id)
                .map(rows -> FirstRow.of(rows, Team::of));
    }

    Future<Page> all(String project, ListWindow window) {
        return database.read(ALL, project, window.limit(), window.offset()).map(TeamStore::page);
    }

    Future<Page> ofUser(String project, String userId, ListWindow window) {
        return database.read(OF_USER, project, window.limit(), window.offset(), userId)
                .map(TeamStore::page);
    }

    private Future<Team> insert(SqlConnection transaction, String project, Draft draft, int total) {
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.from(List.of(project, draft.id(), draft.name(), total, new JsonObject(), now())))
                .map(rows -> Team.of(rows.iterator().next()));
    }

    private static Future<Team> unlessTaken(Future<Team> team) {
        return team.recover(failure -> Future.failedFuture(
                Database.isDuplicate(failure)
                        ? Problem.of(ALREADY_EXISTS, "Team with requested ID already exists")
                        : failure));
    }

    private static Page page(RowSet<Row> rows) {
        List<Team> teams = new ArrayList<>();
        long total = 0;
        for (Row row : rows) {
            teams.add(Team.of(row));
            total = row.getLong("matching");
        }
        return new Page(teams, total);
    }

    private OffsetDateTime now() {
        return Datetimes.now(clock);
    }
}
