package dev.meridian.region.policies;

import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.CacheRule;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A cache policy as the API shows it, and takes it back. */
final class PolicyModel {

    private PolicyModel() {}

    /** Of a project that has none. */
    static JsonObject none() {
        return new JsonObject().put("rules", new JsonArray()).put("tagHeaders", new JsonArray());
    }

    static JsonObject of(PolicyStore.Kept kept) {
        CachePolicy policy = kept.policy();
        return new JsonObject()
                .put("$updatedAt", Timestamps.format(kept.updatedAt()))
                .put(
                        "rules",
                        array(policy.getRulesList().stream()
                                .map(PolicyModel::rule)
                                .toList()))
                .put("tagHeaders", array(policy.getTagHeadersList()));
    }

    private static JsonObject rule(CacheRule rule) {
        JsonObject model = new JsonObject()
                .put("host", rule.getHost())
                .put("prefix", rule.getPrefix())
                .put("extensions", array(rule.getExtensionsList()))
                .put("statuses", array(rule.getStatusesList()));
        if (rule.hasTtlSeconds()) {
            model.put("ttl", rule.getTtlSeconds());
        }
        model.put("force", rule.getForce())
                .put("bypass", rule.getBypass())
                .put("bypassCookies", array(rule.getBypassCookiesList()));
        return switch (rule.getQueryCase()) {
            case IGNORE_QUERY ->
                model.put("ignoreQuery", array(rule.getIgnoreQuery().getNamesList()));
            case KEEP_QUERY -> model.put("keepQuery", array(rule.getKeepQuery().getNamesList()));
            case QUERY_NOT_SET -> model;
        };
    }

    private static JsonArray array(List<?> items) {
        return new JsonArray(List.copyOf(items));
    }
}
