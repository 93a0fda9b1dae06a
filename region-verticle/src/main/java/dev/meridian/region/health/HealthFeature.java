package dev.meridian.region.health;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.RegionApi;
import dev.meridian.region.api.Routes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Whether the API is there, and where it thinks that the caller is (contract sections 2.1 and 11). */
public final class HealthFeature implements ApiFeature {

    @Override
    public void routes(Routes routes) {
        routes.get("/v1/health/version").anonymous().on(HealthFeature::version);
        routes.get("/v1/locale").anonymous().on(HealthFeature::locale);
        routes.get("/v1/ping").open().on(HealthFeature::ping);
    }

    private static Future<ApiReply> version(ApiRequest request) {
        return Future.succeededFuture(ApiReply.json(200, new JsonObject().put("version", RegionApi.VERSION)));
    }

    /** A ping is of use only to a real project. */
    private static Future<ApiReply> ping(ApiRequest request) {
        if (request.project().equals("console")) {
            throw Problem.of(ProblemType.PROJECT_NOT_FOUND, "Project with the requested ID could not be found");
        }
        return Future.succeededFuture(ApiReply.text(200, "Pong!"));
    }

    /** The address is known; the place is not, without location data. */
    private static Future<ApiReply> locale(ApiRequest request) {
        return Future.succeededFuture(ApiReply.json(
                200,
                new JsonObject()
                        .put("ip", request.exchange().provenance().clientAddress())
                        .put("countryCode", "--")
                        .put("country", "Unknown")
                        .put("continentCode", "--")
                        .put("continent", "Unknown")
                        .put("eu", false)
                        .put("currency", "")));
    }
}
