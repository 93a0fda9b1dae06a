package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.targets.Target;
import dev.meridian.region.accounts.targets.TargetRules;
import dev.meridian.region.accounts.targets.TargetStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;

/** Servers say where messages reach users. */
final class UserTargets {

    private final Database database;
    private final Stores stores;
    private final Ids ids;

    UserTargets(Database database, Stores stores, Ids ids) {
        this.database = database;
        this.stores = stores;
        this.ids = ids;
    }

    void declare(Routes routes) {
        routes.get("/v1/users/{userId}/targets").scope("users.read").workflow(this::list);
        routes.post("/v1/users/{userId}/targets").scope("users.write").workflow(this::create);
        routes.get("/v1/users/{userId}/targets/{targetId}").scope("users.read").workflow(this::one);
        routes.patch("/v1/users/{userId}/targets/{targetId}")
                .scope("users.write")
                .workflow(this::change);
        routes.delete("/v1/users/{userId}/targets/{targetId}")
                .scope("users.write")
                .workflow(this::delete);
    }

    private ApiReply list(ApiRequest request) {
        Listing listing = await(Listing.of(
                database,
                Target.SHAPE
                        .pinned("project_id", ValueType.STRING, request.project())
                        .pinned("user_id", ValueType.STRING, userId(request)),
                new Visibility.Everything(),
                request.parameters()));
        return ApiReply.json(200, listing.model("targets", row -> Target.of(row).toJson()));
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("targetId"));
        String type =
                parameters.oneOf("providerType", TargetRules.TYPES).orElseThrow(() -> Invalid.missing("providerType"));
        TargetStore.Draft draft = new TargetStore.Draft(
                id,
                userId(request),
                "",
                TargetRules.providerId(parameters).orElse(""),
                type,
                TargetRules.identifier(parameters, type),
                AccountRules.optionalName(parameters));
        return reply(201, stores.targets().insert(request.project(), draft, Cause.of(request.caller())));
    }

    private ApiReply one(ApiRequest request) {
        return reply(200, stores.targets().find(request.project(), userId(request), request.path("targetId")));
    }

    private ApiReply change(ApiRequest request) {
        Parameters parameters = request.parameters();
        return reply(
                200,
                stores.targets()
                        .change(
                                request.project(),
                                userId(request),
                                request.path("targetId"),
                                target -> TargetRules.changed(target, parameters),
                                Cause.of(request.caller())));
    }

    private ApiReply delete(ApiRequest request) {
        await(stores.targets()
                .delete(request.project(), userId(request), request.path("targetId"), Cause.of(request.caller())));
        return ApiReply.empty();
    }

    private static ApiReply reply(int status, Future<Target> target) {
        return ApiReply.json(status, await(target).toJson());
    }

    /** Of a user who exists. */
    private String userId(ApiRequest request) {
        return await(stores.accounts().byId(request.project(), request.path("userId")))
                .id();
    }
}
