package dev.meridian.region.functions;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;

/** A function's deployments and variables over HTTP; for keys and administrators. */
final class DeploymentRoutes {

    private static final String DEPLOYMENTS = "/v1/functions/{functionId}/deployments";
    private static final String VARIABLES = "/v1/functions/{functionId}/variables";

    private final FunctionStore functions;
    private final DeploymentStore deployments;
    private final VariableStore variables;
    private final DeploymentUpload upload;
    private final Ids ids;
    private final InstantSource clock;

    DeploymentRoutes(
            FunctionStore functions,
            DeploymentStore deployments,
            VariableStore variables,
            DeploymentUpload upload,
            Ids ids,
            InstantSource clock) {
        this.functions = functions;
        this.deployments = deployments;
        this.variables = variables;
        this.upload = upload;
        this.ids = ids;
        this.clock = clock;
    }

    void declare(Routes routes) {
        routes.post(DEPLOYMENTS).scope("functions.write").rawBody().on(upload::create);
        routes.get(DEPLOYMENTS).scope("functions.read").on(this::list);
        routes.get(DEPLOYMENTS + "/{deploymentId}").scope("functions.read").on(this::one);
        routes.delete(DEPLOYMENTS + "/{deploymentId}").scope("functions.write").on(this::delete);
        routes.post(VARIABLES).scope("functions.write").on(this::createVariable);
        routes.get(VARIABLES).scope("functions.read").on(this::listVariables);
        routes.get(VARIABLES + "/{variableId}").scope("functions.read").on(this::variable);
        routes.delete(VARIABLES + "/{variableId}").scope("functions.write").on(this::deleteVariable);
    }

    private Future<AppFunction> function(ApiRequest request) {
        return functions.find(request.project(), request.path("functionId"));
    }

    private Future<ApiReply> list(ApiRequest request) {
        return function(request).compose(function -> {
            TableShape shape = Deployment.SHAPE
                    .pinned("project_id", ValueType.STRING, request.project())
                    .pinned("function_id", ValueType.STRING, function.id());
            return Listing.of(functions.database(), shape, new Visibility.Everything(), request.parameters())
                    .map(listing -> ApiReply.json(
                            200,
                            listing.model(
                                    "deployments", row -> Deployment.of(row).model())));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        return found(request).map(deployment -> ApiReply.json(200, deployment.model()));
    }

    private Future<Deployment> found(ApiRequest request) {
        return function(request)
                .compose(function -> deployments.find(request.project(), function.id(), request.path("deploymentId")))
                .map(found -> found.orElseThrow(FunctionProblems::noDeployment));
    }

    /** A function whose active deployment goes has none. */
    private Future<ApiReply> delete(ApiRequest request) {
        String project = request.project();
        return function(request)
                .compose(function -> found(request).compose(deployment -> {
                    boolean isActive = deployment.id().equals(function.deploymentId());
                    return functions
                            .told(functions
                                    .database()
                                    .transaction(connection -> DeploymentStore.delete(connection, project, deployment)
                                            .compose(deleted -> isActive
                                                    ? functions
                                                            .activate(
                                                                    connection,
                                                                    project,
                                                                    function.id(),
                                                                    "",
                                                                    clock.instant())
                                                            .<Void>mapEmpty()
                                                    : Future.succeededFuture())))
                            .map(deleted -> ApiReply.empty());
                }));
    }

    private Future<ApiReply> createVariable(ApiRequest request) {
        Parameters parameters = request.parameters();
        Instant now = clock.instant();
        Variable variable = new Variable(
                ids.resolve(parameters.has("variableId") ? parameters.newId("variableId") : Ids.CHOOSE),
                request.path("functionId"),
                parameters.text("key", 255),
                parameters.text(
                        "value",
                        "Value must be a valid string and no longer than 8192 chars",
                        text -> text.length() <= 8_192),
                parameters.flag("secret", true),
                now,
                now);
        return function(request)
                .compose(function -> variables.create(request.project(), variable))
                .map(made -> ApiReply.json(201, made.model()));
    }

    private Future<ApiReply> listVariables(ApiRequest request) {
        return function(request)
                .compose(function -> variables.of(request.project(), function.id()))
                .map(known -> {
                    JsonArray models = new JsonArray();
                    known.forEach(variable -> models.add(variable.model()));
                    return ApiReply.json(
                            200, new JsonObject().put("total", models.size()).put("variables", models));
                });
    }

    private Future<ApiReply> variable(ApiRequest request) {
        return variables
                .of(request.project(), request.path("functionId"))
                .map(known -> known.stream()
                        .filter(variable -> variable.id().equals(request.path("variableId")))
                        .findFirst()
                        .map(variable -> ApiReply.json(200, variable.model()))
                        .orElseThrow(FunctionProblems::noVariable));
    }

    private Future<ApiReply> deleteVariable(ApiRequest request) {
        return variables
                .delete(request.project(), request.path("functionId"), request.path("variableId"))
                .map(deleted -> ApiReply.empty());
    }
}
