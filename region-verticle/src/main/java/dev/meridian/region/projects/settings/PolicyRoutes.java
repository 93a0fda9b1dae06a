package dev.meridian.region.projects.settings;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;

/** Policies over HTTP; for keys and administrators. */
final class PolicyRoutes {

    private final SettingsStore settings;

    PolicyRoutes(SettingsStore settings) {
        this.settings = settings;
    }

    void declare(Routes routes) {
        String all = "/v1/project/policies";
        routes.get(all).scope("policies.read", "project.policies.read").on(this::list);
        routes.get(all + "/{policyId}")
                .scope("policies.read", "project.policies.read")
                .on(this::one);
        Arrays.stream(Policy.values()).filter(Policy::isSettable).forEach(policy -> declare(routes, policy));
    }

    private void declare(Routes routes, Policy policy) {
        Routes.Declaration patch =
                routes.patch("/v1/project/policies/" + policy.id()).scope("policies.write", "project.policies.write");
        Optional<OlderPolicy> older = OlderPolicy.of(policy);
        older.ifPresent(known -> patch.alias(known.path()));
        patch.on(request -> update(
                request,
                policy,
                older.filter(known -> request.head().path().startsWith("/v1/projects/"))
                        .map(known -> known.parameters(request))
                        .orElseGet(request::parameters)));
    }

    private Future<ApiReply> list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        return settings.of(request.project()).map(known -> {
            JsonArray policies = new JsonArray();
            Arrays.stream(Policy.values())
                    .skip(window.offset())
                    .limit(window.limit())
                    .forEach(policy -> policies.add(known.policies().model(policy)));
            return ApiReply.json(200, window.render("policies", Policy.values().length, policies));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        Policy policy = Policy.of(request.path("policyId"))
                .orElseThrow(() -> Invalid.parameter(
                        "policyId", "Value must be one of (" + String.join(", ", Policy.ids()) + ")"));
        return settings.of(request.project())
                .map(known -> ApiReply.json(200, known.policies().model(policy)));
    }

    /** The answer is the project, but for the strength of passwords, which is answered itself. */
    private Future<ApiReply> update(ApiRequest request, Policy policy, Parameters parameters) {
        JsonObject changes = policy.changes(parameters);
        EventSubject subject = EventSubject.of("projects", request.project()).in("policies", policy.id());
        return settings.change(
                        request.project(),
                        known -> known.withPolicies(known.policies().with(policy, changes)),
                        new SettingsStore.Told(subject, Cause.of(request.caller())))
                .compose(changed -> policy == Policy.PASSWORD_STRENGTH
                        ? Future.succeededFuture(changed.policies().model(policy))
                        : settings.model(request.project()))
                .map(model -> ApiReply.json(200, model));
    }
}
