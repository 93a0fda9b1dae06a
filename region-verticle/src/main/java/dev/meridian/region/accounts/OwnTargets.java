package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.targets.Target;
import dev.meridian.region.accounts.targets.TargetRules;
import dev.meridian.region.accounts.targets.TargetStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;

/** Users have messages pushed to the devices that they are logged in on. A device goes with its session. */
final class OwnTargets {

    private static final String PUSH = "push";

    private final TargetStore targets;
    private final Ids ids;

    OwnTargets(Stores stores, Ids ids) {
        this.targets = stores.targets();
        this.ids = ids;
    }

    void declare(Routes routes) {
        routes.post("/v1/account/targets/push").scope("targets.write").workflow(this::create);
        routes.put("/v1/account/targets/{targetId}/push").scope("targets.write").workflow(this::change);
        routes.delete("/v1/account/targets/{targetId}/push")
                .scope("targets.write")
                .workflow(this::delete);
    }

    private ApiReply create(ApiRequest request) {
        Caller.User user = Own.user(request);
        Parameters parameters = request.parameters();
        TargetStore.Draft draft = new TargetStore.Draft(
                ids.resolve(parameters.newId("targetId")),
                user.userId(),
                user.sessionId(),
                TargetRules.providerId(parameters).orElse(""),
                PUSH,
                TargetRules.identifier(parameters, PUSH),
                "");
        return ApiReply.json(
                201,
                await(targets.insert(request.project(), draft, Cause.of(user))).toJson());
    }

    private ApiReply change(ApiRequest request) {
        Caller.User user = Own.user(request);
        String identifier = TargetRules.identifier(request.parameters(), PUSH);
        Target changed = await(targets.change(
                request.project(),
                user.userId(),
                request.path("targetId"),
                target -> pushed(target).at(identifier),
                Cause.of(user)));
        return ApiReply.json(200, changed.toJson());
    }

    private ApiReply delete(ApiRequest request) {
        Caller.User user = Own.user(request);
        String id = request.path("targetId");
        pushed(await(targets.find(request.project(), user.userId(), id)));
        await(targets.delete(request.project(), user.userId(), id, Cause.of(user)));
        return ApiReply.empty();
    }

    /** Addresses and numbers are changed where the account's are. */
    private static Target pushed(Target target) {
        if (!target.providerType().equals(PUSH)) {
            throw TargetStore.notFound();
        }
        return target;
    }
}
