package dev.meridian.region.functions;

import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** {@code /v1/network/functions/{functionId}}: where and how a function is executed; for keys and administrators. */
final class PlacingRoutes {

    private static final String ONE = "/v1/network/functions/{functionId}";
    private static final List<String> WORDS =
            Arrays.stream(Placing.Choice.values()).map(Placing.Choice::word).toList();

    private final FunctionStore functions;
    private final PlacingStore places;
    private final InstantSource clock;

    PlacingRoutes(FunctionStore functions, PlacingStore places, InstantSource clock) {
        this.functions = functions;
        this.places = places;
        this.clock = clock;
    }

    void declare(Routes routes) {
        routes.get(ONE).scope("functions.read").on(this::one);
        routes.put(ONE).scope("functions.write").on(this::replace);
    }

    private Future<ApiReply> one(ApiRequest request) {
        return functions
                .find(request.project(), request.path("functionId"))
                .map(function -> ApiReply.json(200, model(function)));
    }

    private Future<ApiReply> replace(ApiRequest request) {
        Placing.Choice choice = choice(request.parameters());
        int cpuMillis = cpuMillis(request.parameters());
        return places.place(request.project(), request.path("functionId"), choice, cpuMillis, clock.instant())
                .map(function -> ApiReply.json(200, model(function)));
    }

    private static Placing.Choice choice(Parameters parameters) {
        return parameters
                .oneOf("placement", WORDS)
                .map(Placing.Choice::of)
                .orElseThrow(() -> Invalid.missing("placement"));
    }

    private static int cpuMillis(Parameters parameters) {
        return parameters
                .integer("cpuTime", 1, Placing.MOST_CPU_MILLIS)
                .orElse(0L)
                .intValue();
    }

    private static JsonObject model(AppFunction function) {
        Placing placing = function.placing();
        boolean isMeasured = placing.choice() == Placing.Choice.SMART && !function.isHeavy();
        return new JsonObject()
                .put("$id", function.id())
                .put(
                        "placement",
                        function.isHeavy()
                                ? Placing.Choice.REGION.word()
                                : placing.choice().word())
                .put("cpuTime", placing.cpuMillis() == 0 || function.isHeavy() ? null : placing.cpuMillis())
                .put("place", function.place() == Placement.PLACEMENT_REGION ? "region" : "edge")
                .put("callsHome", isMeasured ? placing.smart().mean() : null);
    }
}
