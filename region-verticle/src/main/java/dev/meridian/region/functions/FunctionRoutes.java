package dev.meridian.region.functions;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.CallerScopes;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.cron.CronExpression;
import dev.meridian.region.deployments.DeploymentStore;
import dev.meridian.region.deployments.GitSettings;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.deployments.Specifications;
import dev.meridian.region.deployments.VariableStore;
import dev.meridian.region.events.EventPattern;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.names.HostLabels;
import dev.meridian.region.names.Names;
import dev.meridian.region.permissions.Role;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Functions over HTTP; for keys and administrators. */
final class FunctionRoutes {

    private final FunctionStore functions;
    private final VariableStore variables;
    private final DeploymentStore deployments;
    private final Names names;
    private final Future<Machine> machine;
    private final HostLabels labels;
    private final Ids ids;
    private final InstantSource clock;

    FunctionRoutes(
            FunctionStore functions,
            VariableStore variables,
            DeploymentStore deployments,
            Names names,
            Future<Machine> machine,
            Ids ids,
            InstantSource clock) {
        this.functions = functions;
        this.variables = variables;
        this.deployments = deployments;
        this.names = names;
        this.machine = machine;
        this.labels = new HostLabels(names, ids);
        this.ids = ids;
        this.clock = clock;
    }

    void declare(Routes routes) {
        routes.get("/v1/functions/runtimes").open().on(request -> runtimes());
        routes.get("/v1/functions/specifications").scope("functions.read").on(Specifications::list);
        routes.post("/v1/functions").scope("functions.write").on(this::create);
        routes.get("/v1/functions").scope("functions.read").on(this::list);
        routes.get("/v1/functions/{functionId}").scope("functions.read").on(this::one);
        routes.put("/v1/functions/{functionId}").scope("functions.write").on(this::update);
        routes.delete("/v1/functions/{functionId}").scope("functions.write").on(this::delete);
        routes.patch("/v1/functions/{functionId}/deployment")
                .scope("functions.write")
                .on(this::activate);
    }

    private Future<ApiReply> runtimes() {
        return machine.map(known -> {
            JsonArray models = new JsonArray();
            known.runtimes().forEach(runtime -> models.add(runtime.model()));
            return ApiReply.json(
                    200, new JsonObject().put("total", models.size()).put("runtimes", models));
        });
    }

    private Future<ApiReply> create(ApiRequest request) {
        return machine.compose(known -> create(request, known));
    }

    private Future<ApiReply> create(ApiRequest request, Machine known) {
        String id = ids.resolve(request.parameters().newId("functionId"));
        Instant now = clock.instant();
        AppFunction blank = new AppFunction(
                id,
                "",
                "",
                request.parameters().text("runtime", 64),
                List.of(),
                List.of(),
                List.of(),
                "",
                15,
                true,
                true,
                "",
                "",
                0,
                Specifications.USUAL,
                Specifications.USUAL,
                "",
                1,
                Placing.USUAL,
                now,
                now);
        require(blank.runtime(), known);
        AppFunction asked = changed(blank, request.parameters(), known);
        return labels.give(id, label -> functions.create(request.project(), asked.withLabel(label)))
                .map(made -> made.orElseThrow(FunctionProblems::functionExists))
                .compose(function -> reply(request.project(), function, 201));
    }

    private Future<ApiReply> list(ApiRequest request) {
        String project = request.project();
        return Listing.of(
                        functions.database(),
                        AppFunction.SHAPE.pinned("project_id", ValueType.STRING, project),
                        new Visibility.Everything(),
                        request.parameters())
                .compose(listing -> listing.modelLater("functions", row -> model(project, AppFunction.of(row))))
                .map(models -> ApiReply.json(200, models));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return functions
                .find(request.project(), request.path("functionId"))
                .compose(function -> reply(request.project(), function, 200));
    }

    private Future<ApiReply> update(ApiRequest request) {
        return functions
                .find(request.project(), request.path("functionId"))
                .compose(known -> machine.compose(
                        here -> functions.update(request.project(), changed(known, request.parameters(), here))))
                .compose(function -> reply(request.project(), function, 200));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        String project = request.project();
        return functions
                .find(project, request.path("functionId"))
                .compose(function -> functions
                        .told(functions
                                .database()
                                .transaction(connection -> functions.delete(connection, project, function.id())))
                        .map(deleted -> ApiReply.empty()))
                .onSuccess(deleted -> names.wake());
    }

    private Future<ApiReply> activate(ApiRequest request) {
        String project = request.project();
        String deploymentId = request.parameters().id("deploymentId");
        return functions
                .find(project, request.path("functionId"))
                .compose(function -> deployments.ready(FunctionStore.owner(project, function.id()), deploymentId))
                .compose(ready -> functions.activate(project, ready.owner().id(), deploymentId, clock.instant()))
                .compose(function -> reply(project, function, 200));
    }

    private Future<ApiReply> reply(String project, AppFunction function, int status) {
        return model(project, function).map(model -> ApiReply.json(status, model));
    }

    private Future<JsonObject> model(String project, AppFunction function) {
        Owner owner = FunctionStore.owner(project, function.id());
        return deployments
                .summary(owner, function.deploymentId())
                .compose(summary -> variables.models(owner).map(shown -> function.model(summary, shown)));
    }

    /**
     * A function with what the request says in place of what was; a name is asked for always. Callers of before 1.9 know one
     * specification, for builds and for running.
     */
    private AppFunction changed(AppFunction known, Parameters parameters, Machine here) {
        GitSettings.check(parameters);
        Optional<String> both = specification("specification", parameters);
        String runtime = parameters
                .optionalText("runtime", 64)
                .filter(text -> !text.isEmpty())
                .orElse(known.runtime());
        if (!runtime.equals(known.runtime())) {
            require(runtime, here);
        }
        return new AppFunction(
                known.id(),
                known.label(),
                parameters.text("name", 128),
                runtime,
                parameters.texts("execute", 100, 256).map(FunctionRoutes::roles).orElse(known.execute()),
                parameters.texts("events", 100, 256).map(FunctionRoutes::events).orElse(known.events()),
                parameters.texts("scopes", 200, 64).map(FunctionRoutes::scopes).orElse(known.scopes()),
                parameters
                        .optionalText("schedule", 128)
                        .map(FunctionRoutes::schedule)
                        .orElse(known.schedule()),
                parameters
                        .integer("timeout", 1, 900)
                        .orElse((long) known.timeoutSeconds())
                        .intValue(),
                parameters.flag("enabled", known.enabled()),
                parameters.flag("logging", known.logging()),
                parameters.optionalText("entrypoint", 1_028).orElse(known.entrypoint()),
                parameters.optionalText("commands", 8_192).orElse(known.commands()),
                parameters
                        .integer("deploymentRetention", 0, 36_500)
                        .orElse((long) known.deploymentRetention())
                        .intValue(),
                specification("buildSpecification", parameters).or(() -> both).orElse(known.buildSpecification()),
                specification("runtimeSpecification", parameters).or(() -> both).orElse(known.runtimeSpecification()),
                known.deploymentId(),
                known.configuration(),
                known.placing(),
                known.createdAt(),
                clock.instant());
    }

    /** A function that has a runtime already may keep it, also where it is not installed any more. */
    private static void require(String runtime, Machine here) {
        if (here.runtime(runtime).isEmpty()) {
            throw FunctionProblems.runtime(runtime);
        }
    }

    private static Optional<String> specification(String parameter, Parameters parameters) {
        Optional<String> slug = parameters.optionalText(parameter, 64).filter(text -> !text.isEmpty());
        if (slug.isPresent() && Specifications.named(slug.get()).isEmpty()) {
            throw Invalid.parameter(parameter, "Value must be one of the slugs that the list of specifications has");
        }
        return slug;
    }

    private static List<String> scopes(List<String> scopes) {
        scopes.stream()
                .filter(scope -> !CallerScopes.OF_KEYS.contains(scope))
                .findFirst()
                .ifPresent(unknown -> {
                    throw Invalid.parameter("scopes", "'" + unknown + "' is not a scope that a function may have");
                });
        return scopes;
    }

    private static List<String> events(List<String> patterns) {
        patterns.forEach(pattern -> EventPattern.faultForFunction(pattern).ifPresent(fault -> {
            throw Invalid.parameter("events", fault);
        }));
        return patterns;
    }

    private static String schedule(String schedule) {
        if (!schedule.isEmpty() && CronExpression.parse(schedule).isEmpty()) {
            throw Invalid.parameter("schedule", CronExpression.RULE);
        }
        return schedule;
    }

    private static List<String> roles(List<String> roles) {
        roles.forEach(role -> Role.fault(role).ifPresent(fault -> {
            throw Invalid.parameter("execute", fault);
        }));
        return roles;
    }
}
