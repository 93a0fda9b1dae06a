package dev.meridian.region.projects.oauth;

import dev.meridian.region.projects.oauth.ProviderField.Hidden;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/**
 * What a project has set for a provider.
 *
 * @param fields what may be shown
 * @param secrets what may not, sealed
 */
record ProviderSettings(boolean enabled, JsonObject fields, JsonObject secrets) {

    static final ProviderSettings NONE = new ProviderSettings(false, new JsonObject(), new JsonObject());

    static ProviderSettings of(Row row) {
        return new ProviderSettings(
                row.getBoolean("enabled"), row.getJsonObject("fields"), row.getJsonObject("secrets"));
    }

    ProviderSettings withEnabled(boolean changed) {
        return new ProviderSettings(changed, fields, secrets);
    }

    /** What the provider cannot be on without and does not have, if anything. */
    Optional<String> missing(Provider provider) {
        if (provider.id().equals("oidc") && !knowsEndpoints()) {
            return Optional.of("wellKnownURL, or all of authorizationURL, tokenURL and userInfoURL");
        }
        return provider.fields().stream()
                .filter(field -> field.isNeeded() && !has(field.name()))
                .map(ProviderField::name)
                .findFirst();
    }

    private boolean knowsEndpoints() {
        return has("wellKnownURL") || (has("authorizationURL") && has("tokenURL") && has("userInfoURL"));
    }

    private boolean has(String name) {
        return !fields.getString(name, secrets.getString(name, "")).isEmpty();
    }

    /** As it is shown: secrets are blank, set or not. */
    JsonObject model(Provider provider) {
        JsonObject model = new JsonObject().put("$id", provider.id()).put("enabled", enabled);
        provider.fields().forEach(field -> shown(field).ifPresent(value -> model.put(field.name(), value)));
        return model;
    }

    private Optional<Object> shown(ProviderField field) {
        return field instanceof Hidden || !fields.containsKey(field.name())
                ? field.blank()
                : Optional.of(fields.getValue(field.name()));
    }
}
