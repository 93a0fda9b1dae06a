package dev.meridian.region.sites;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.deployments.Specifications;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.names.HostLabels;
import dev.meridian.region.names.Names;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Sites over HTTP; for keys and administrators. */
final class SiteRoutes {

    private static final String SITE = "/v1/sites/{siteId}";
    private static final List<String> ADAPTERS = List.of("static", "ssr", "");
    private static final BuildPlan NO_PLAN = new BuildPlan("", "", "", "");

    private final SiteStore sites;
    private final Deployments.Desk desk;
    private final Names names;
    private final HostLabels labels;
    private final Ids ids;
    private final InstantSource clock;

    SiteRoutes(SiteStore sites, Deployments.Desk desk, Names names, Ids ids, InstantSource clock) {
        this.sites = sites;
        this.desk = desk;
        this.names = names;
        this.labels = new HostLabels(names, ids);
        this.ids = ids;
        this.clock = clock;
    }

    void declare(Routes routes) {
        routes.get("/v1/sites/frameworks").open().on(request -> frameworks());
        routes.get("/v1/sites/specifications").scope("sites.read").on(Specifications::list);
        routes.post("/v1/sites").scope("sites.write").on(this::create);
        routes.get("/v1/sites").scope("sites.read").on(this::list);
        routes.get(SITE).scope("sites.read").on(this::one);
        routes.put(SITE).scope("sites.write").on(this::update);
        routes.delete(SITE).scope("sites.write").on(this::delete);
        routes.patch(SITE + "/deployment").scope("sites.write").on(this::activate);
    }

    private static Future<ApiReply> frameworks() {
        JsonArray models = new JsonArray();
        Framework.ALL.forEach(framework -> models.add(framework.model()));
        return Future.succeededFuture(
                ApiReply.json(200, new JsonObject().put("total", models.size()).put("frameworks", models)));
    }

    private Future<ApiReply> create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("siteId"));
        Instant now = clock.instant();
        AppSite blank = new AppSite(
                id,
                "",
                "",
                "",
                true,
                true,
                30,
                NO_PLAN,
                "",
                buildRuntime(parameters),
                "static",
                "",
                0,
                "s-1vcpu-512mb",
                "s-1vcpu-512mb",
                "",
                true,
                now,
                now);
        AppSite asked = changed(blank, parameters);
        return labels.give(id, label -> sites.create(request.project(), asked, label))
                .map(made -> made.orElseThrow(SiteProblems::siteExists))
                .compose(site -> reply(request.project(), site, 201));
    }

    private static String buildRuntime(Parameters parameters) {
        return parameters
                .oneOf("buildRuntime", Framework.BUILD_RUNTIMES)
                .orElseThrow(() -> Invalid.missing("buildRuntime"));
    }

    private Future<ApiReply> list(ApiRequest request) {
        String project = request.project();
        return Listing.of(
                        sites.database(),
                        AppSite.SHAPE.pinned("project_id", ValueType.STRING, project),
                        new Visibility.Everything(),
                        request.parameters())
                .compose(listing -> listing.modelLater("sites", row -> model(project, AppSite.of(row))))
                .map(models -> ApiReply.json(200, models));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return sites.find(request.project(), request.path("siteId"))
                .compose(site -> reply(request.project(), site, 200));
    }

    private Future<ApiReply> update(ApiRequest request) {
        return sites.find(request.project(), request.path("siteId"))
                .compose(known -> sites.update(request.project(), changed(known, request.parameters())))
                .compose(site -> reply(request.project(), site, 200));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        String project = request.project();
        return sites.told(sites.database()
                        .transaction(connection -> sites.delete(connection, project, request.path("siteId"))))
                .onSuccess(deleted -> names.wake())
                .map(deleted -> ApiReply.empty());
    }

    private Future<ApiReply> activate(ApiRequest request) {
        String project = request.project();
        String deploymentId = request.parameters().id("deploymentId");
        return sites.find(project, request.path("siteId"))
                .compose(site -> desk.store().ready(SiteStore.owner(project, site.id()), deploymentId))
                .compose(ready -> sites.activate(project, ready.owner().id(), deploymentId, clock.instant()))
                .compose(site -> reply(project, site, 200));
    }

    private Future<ApiReply> reply(String project, AppSite site, int status) {
        return model(project, site).map(model -> ApiReply.json(status, model));
    }

    private Future<JsonObject> model(String project, AppSite site) {
        Owner owner = SiteStore.owner(project, site.id());
        return desk.store()
                .summary(owner, site.deploymentId())
                .compose(summary -> desk.variables().models(owner).map(shown -> site.model(summary, shown)));
    }

    /** A site with what the request says in place of what was; a name and a framework are asked for always. */
    private AppSite changed(AppSite known, Parameters parameters) {
        return new AppSite(
                known.id(),
                known.label(),
                parameters.text("name", 128),
                parameters.oneOf("framework", Framework.KEYS).orElseThrow(() -> Invalid.missing("framework")),
                parameters.flag("enabled", known.enabled()),
                parameters.flag("logging", known.logging()),
                parameters
                        .integer("timeout", 1, 30)
                        .orElse((long) known.timeoutSeconds())
                        .intValue(),
                sites.plan(known.plan(), parameters),
                parameters.optionalText("startCommand", SiteStore.MOST_COMMAND).orElse(known.startCommand()),
                parameters.oneOf("buildRuntime", Framework.BUILD_RUNTIMES).orElse(known.buildRuntime()),
                adapter(parameters),
                parameters
                        .optionalText("fallbackFile", 255)
                        .map(SiteRoutes::fileName)
                        .orElse(known.fallbackFile()),
                parameters
                        .integer("deploymentRetention", 0, 36_500)
                        .orElse((long) known.deploymentRetention())
                        .intValue(),
                parameters.optionalText("buildSpecification", 64).orElse(known.buildSpecification()),
                parameters.optionalText("runtimeSpecification", 64).orElse(known.runtimeSpecification()),
                known.deploymentId(),
                known.live(),
                known.createdAt(),
                clock.instant());
    }

    private static String adapter(Parameters parameters) {
        if (parameters
                .oneOf("adapter", ADAPTERS)
                .filter(adapter -> adapter.equals("ssr"))
                .isPresent()) {
            throw Invalid.parameter(
                    "adapter", "Value must be 'static': sites of this network are files, and nothing of them is run");
        }
        return "static";
    }

    /** A name below the site's root, however it was written. */
    private static String fileName(String text) {
        return text.replaceFirst("^(\\./|/)+", "");
    }
}
