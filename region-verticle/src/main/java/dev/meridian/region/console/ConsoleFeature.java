package dev.meridian.region.console;

import dev.meridian.core.node.Domains;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** {@code GET /v1/console/variables}: what a console, or the CLI, must know of the network (contract section 11). */
public final class ConsoleFeature implements ApiFeature {

    private final JsonObject variables;

    public ConsoleFeature(RegionContext region) {
        Domains domains = region.node().settings().domains();
        this.variables = new JsonObject()
                .put("_APP_DOMAIN_TARGET_CNAME", domains.network())
                .put("_APP_DOMAIN_TARGET_A", "")
                .put("_APP_DOMAIN_TARGET_AAAA", "")
                .put("_APP_DOMAIN_TARGET_CAA", "")
                .put("_APP_DOMAIN_ENABLED", true)
                .put("_APP_DOMAIN_FUNCTIONS", domains.network())
                .put("_APP_DOMAIN_SITES", domains.network())
                .put("_APP_STORAGE_LIMIT", region.settings().storage().mostFileBytes())
                .put("_APP_COMPUTE_SIZE_LIMIT", region.settings().storage().mostCodeBytes())
                .put("_APP_USAGE_STATS", "disabled")
                .put("_APP_VCS_ENABLED", false)
                .put("_APP_ASSISTANT_ENABLED", false)
                .put("_APP_OPTIONS_FORCE_HTTPS", "disabled");
    }

    @Override
    public void routes(Routes routes) {
        routes.get("/v1/console/variables")
                .scope("console")
                .on(request -> Future.succeededFuture(ApiReply.json(200, variables.copy())));
    }
}
