package dev.meridian.region.teams;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Teams: users who share rights (contract section 6.5). A user sees the teams that they belong to; a server sees all.
 */
public final class TeamsFeature implements ApiFeature {

    private static final ProblemType NOT_FOUND = new ProblemType("team_not_found", 404);
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,80}");

    private final TeamStore teams;
    private final Ids ids;

    public TeamsFeature(RegionContext region) {
        this.ids = region.node().ids();
        this.teams = new TeamStore(region.database(), region.node().clock(), ids, region.events());
    }

    @Override
    public void routes(Routes routes) {
        routes.post("/v1/teams").scope("teams.write").workflow(this::create);
        routes.get("/v1/teams").scope("teams.read").workflow(this::list);
        routes.get("/v1/teams/{teamId}").scope("teams.read").workflow(this::one);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.team where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("teamId"));
        String name = parameters.text("name", 128);
        Set<String> roles = new TreeSet<>(parameters.texts("roles", 100, 81).orElse(List.of("owner")));
        if (!roles.stream().allMatch(role -> ROLE.matcher(role).matches())) {
            throw Invalid.parameter("roles", "Each role must be a key of at most 81 chars");
        }
        TeamStore.Draft draft = new TeamStore.Draft(id, name);
        if (request.caller() instanceof Caller.User user) {
            roles.add("owner");
            return ApiReply.json(
                    201,
                    await(teams.insert(request.project(), draft, user.userId(), roles, Cause.of(user)))
                            .toJson());
        }
        return ApiReply.json(
                201,
                await(teams.insert(request.project(), draft, Cause.of(request.caller())))
                        .toJson());
    }

    private ApiReply list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        TeamStore.Page page = request.caller() instanceof Caller.User user
                ? await(teams.ofUser(request.project(), user.userId(), window))
                : await(teams.all(request.project(), window));
        JsonArray items = new JsonArray();
        page.teams().forEach(team -> items.add(team.toJson()));
        return ApiReply.json(200, window.render("teams", page.total(), items));
    }

    private ApiReply one(ApiRequest request) {
        String id = request.path("teamId");
        boolean hidden = request.caller() instanceof Caller.User user && !user.isMemberOf(id);
        return await(teams.byId(request.project(), id))
                .filter(team -> !hidden)
                .map(team -> ApiReply.json(200, team.toJson()))
                .orElseThrow(() -> Problem.of(NOT_FOUND, "Team with the requested ID could not be found"));
    }
}
