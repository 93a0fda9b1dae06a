package dev.meridian.region.projects;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.names.NameKind;
import dev.meridian.region.names.Names;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.permissions.Membership;
import dev.meridian.region.projects.settings.ProjectSettings;
import dev.meridian.region.projects.settings.SettingsStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.grpc.server.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Projects as console users make and change them (contract section 11). The console's region keeps the list; each project
 * lives in its home region, which is asked first, so that nothing is listed that has no home.
 */
public final class ProjectsFeature implements ApiFeature {

    private static final ProblemType RESERVED = new ProblemType("project_reserved_project", 400);
    private static final ProblemType REGION_UNSUPPORTED = new ProblemType("project_region_unsupported", 400);
    private static final ProblemType TEAM_NOT_FOUND = new ProblemType("team_not_found", 404);
    private static final ProblemType UNAUTHORIZED = new ProblemType("user_unauthorized", 401);
    private static final String CONSOLE = "console";
    private static final Set<String> MAKERS = Set.of("owner", "developer", "admin");

    private final ProjectList list;
    private final ProjectHome home;
    private final ProjectHomes homes;
    private final Names names;
    private final Ids ids;
    private final List<String> regions;
    private final SettingsStore settings;
    private final Unlisting unlisting;
    private final ConsoleViews views;

    public ProjectsFeature(RegionContext region, ProjectHome home) {
        this.list = new ProjectList(region.database(), region.node().clock());
        this.home = home;
        this.views = new ConsoleViews(region);
        this.homes = new ProjectHomes(
                region.site(),
                home,
                views,
                region.node().topology(),
                region.node().relay());
        this.names = region.names();
        this.ids = region.node().ids();
        this.regions = region.node().settings().regions();
        this.settings = new SettingsStore(region);
        this.unlisting = new Unlisting(region, list);
    }

    @Override
    public void routes(Routes routes) {
        routes.post("/v1/projects").scope("projects.write").workflow(this::create);
        routes.get("/v1/projects").scope("projects.read").workflow(this::list);
        routes.get("/v1/projects/{projectId}").scope("projects.read").workflow(this::one);
        routes.patch("/v1/projects/{projectId}").scope("projects.write").workflow(this::rename);
        routes.delete("/v1/projects/{projectId}").scope("projects.write").workflow(this::delete);
        routes.delete("/v1/project").scope("project.write").workflow(this::deleteOwn);
    }

    /** Takes a project from the console's list that was removed in its home, unless it was listed since. */
    public Future<Void> unlist(String id, Instant removedAt) {
        return list.removeListedBefore(id, removedAt);
    }

    @Override
    public List<Service> services() {
        return List.of(ProjectsDoor.service(home, views));
    }

    private ApiReply create(ApiRequest request) {
        Caller.User user = consoleUser(request);
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("projectId"));
        ProjectHome.Draft draft = new ProjectHome.Draft(id, parameters.text("name", 128), parameters.id("teamId"));
        String region = parameters.optionalText("region", 64).orElse(regions.getFirst());
        checkDraft(user, draft, region);
        if (await(list.has(id))) {
            throw ProjectList.alreadyExists();
        }
        await(homes.checkUp(region));
        if (!await(names.claimFor(region, NameKind.PROJECT, id))) {
            throw ProjectList.alreadyExists();
        }
        await(homes.create(region, draft));
        return ApiReply.json(201, await(list.add(draft, region)).toJson(ProjectSettings.USUAL));
    }

    private void checkDraft(Caller.User user, ProjectHome.Draft draft, String region) {
        if (draft.id().equals(CONSOLE)) {
            throw Problem.of(RESERVED, "The project ID is reserved. Please choose another project ID");
        }
        if (!regions.contains(region)) {
            throw Problem.of(
                    REGION_UNSUPPORTED,
                    "Region '" + region + "' is not one of this network: " + String.join(", ", regions));
        }
        if (!user.isMemberOf(draft.teamId())) {
            throw Problem.of(TEAM_NOT_FOUND, "Team with the requested ID could not be found");
        }
        checkMaker(user, draft.teamId());
    }

    private ApiReply list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        ProjectList.Page page = await(list.ofTeams(teams(consoleUser(request)), window));
        JsonArray items = new JsonArray();
        Map<String, ProjectSettings> known = await(
                settings.of(page.projects().stream().map(ListedProject::id).toList()));
        page.projects()
                .forEach(project -> items.add(project.toJson(known.getOrDefault(project.id(), ProjectSettings.USUAL))));
        return ApiReply.json(200, window.render("projects", page.total(), items));
    }

    private ApiReply one(ApiRequest request) {
        return shown(found(request));
    }

    private ApiReply rename(ApiRequest request) {
        ListedProject project = found(request);
        checkMaker(consoleUser(request), project.teamId());
        String name = request.parameters().text("name", 128);
        await(homes.rename(project.region(), project.id(), name));
        return shown(await(list.rename(project.id(), name)));
    }

    /** With its settings, as far as its home can be asked. */
    private ApiReply shown(ListedProject project) {
        return ApiReply.json(
                200,
                await(homes.describe(project.region(), project.id()))
                        .orElseGet(() -> project.toJson(ProjectSettings.USUAL)));
    }

    /** A home that no longer has it does not keep it in the list. */
    private ApiReply delete(ApiRequest request) {
        ListedProject project = found(request);
        checkMaker(consoleUser(request), project.teamId());
        await(homes.delete(project.region(), project.id())
                .recover(failure -> Problem.from(failure).type().equals(ProblemType.PROJECT_NOT_FOUND)
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure)));
        await(list.remove(project.id()));
        return ApiReply.empty();
    }

    /** By a key of the project, or an administrator of it; the console hears of it afterwards. */
    private ApiReply deleteOwn(ApiRequest request) {
        if (request.project().equals(CONSOLE)) {
            throw unauthorized();
        }
        await(home.delete(request.project(), transaction -> unlisting.owe(transaction, request.project())));
        unlisting.wake();
        return ApiReply.empty();
    }

    private ListedProject found(ApiRequest request) {
        return await(list.byId(request.path("projectId"), teams(consoleUser(request))));
    }

    private static List<String> teams(Caller.User user) {
        return user.memberships().stream().map(Membership::teamId).toList();
    }

    private static void checkMaker(Caller.User user, String teamId) {
        boolean may = user.memberships().stream()
                .filter(membership -> membership.teamId().equals(teamId))
                .anyMatch(membership -> membership.roles().stream().anyMatch(MAKERS::contains));
        if (!may) {
            throw unauthorized();
        }
    }

    private static Caller.User consoleUser(ApiRequest request) {
        if (request.caller() instanceof Caller.User user && user.console()) {
            return user;
        }
        throw unauthorized();
    }

    private static Problem unauthorized() {
        return Problem.of(UNAUTHORIZED, "The current user is not authorized to perform the requested action");
    }
}
