package dev.meridian.region.projects.oauth;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.oauth.ProviderField.Hidden;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Providers over HTTP; for keys and administrators. */
public final class OAuthFeature implements ApiFeature {

    private static final ProblemType UNSUPPORTED = new ProblemType("project_provider_unsupported", 400);
    private static final String ALL = "/v1/project/oauth2";

    private final Providers providers;

    public OAuthFeature(RegionContext region) {
        this.providers = new Providers(region);
    }

    @Override
    public void routes(Routes routes) {
        routes.get(ALL).scope("project.oauth2.read").on(this::list);
        routes.get(ALL + "/{providerId}").scope("project.oauth2.read").on(this::one);
        Provider.ALL.forEach(provider -> routes.patch(ALL + "/" + provider.id())
                .scope("project.oauth2.write")
                .on(request -> update(request, provider)));
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.oauth_provider where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private Future<ApiReply> list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        return providers.of(request.project()).map(set -> {
            JsonArray items = new JsonArray();
            Provider.ALL.stream()
                    .skip(window.offset())
                    .limit(window.limit())
                    .forEach(provider -> items.add(set.getOrDefault(provider.id(), ProviderSettings.NONE)
                            .model(provider)));
            return ApiReply.json(200, window.render("providers", Provider.ALL.size(), items));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        String id = request.path("providerId");
        Provider provider = Provider.ALL.stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(UNSUPPORTED, "The chosen OAuth provider is unsupported: " + id));
        return providers
                .of(request.project())
                .map(set -> ApiReply.json(
                        200, set.getOrDefault(id, ProviderSettings.NONE).model(provider)));
    }

    private Future<ApiReply> update(ApiRequest request, Provider provider) {
        JsonObject fields = new JsonObject();
        JsonObject secrets = new JsonObject();
        for (ProviderField field : provider.fields()) {
            field.read(request.parameters()).ifPresent(value -> {
                switch (field) {
                    case Hidden hidden ->
                        secrets.put(
                                field.name(), providers.sealed(request.project(), provider, hidden, (String) value));
                    default -> fields.put(field.name(), value);
                }
            });
        }
        Optional<Boolean> enabled = request.parameters().optionalFlag("enabled");
        return providers
                .change(
                        request.project(),
                        provider,
                        known -> changed(known, provider, fields, secrets, enabled),
                        Cause.of(request.caller()))
                .map(settings -> ApiReply.json(200, settings.model(provider)));
    }

    /** Where the request does not say whether it is on, it is as soon as nothing is missing. */
    private static ProviderSettings changed(
            ProviderSettings known,
            Provider provider,
            JsonObject fields,
            JsonObject secrets,
            Optional<Boolean> enabled) {
        ProviderSettings merged = new ProviderSettings(
                known.enabled(),
                known.fields().copy().mergeIn(fields),
                known.secrets().copy().mergeIn(secrets));
        Optional<String> missing = merged.missing(provider);
        if (missing.isPresent() && enabled.orElse(false)) {
            throw Problem.of(
                    ProblemType.ARGUMENT_INVALID,
                    "Could not enable OAuth2 provider: " + missing.get() + " must be set before");
        }
        return merged.withEnabled(enabled.orElse(known.enabled() || missing.isEmpty()) && missing.isEmpty());
    }
}
