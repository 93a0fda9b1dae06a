package dev.meridian.core.telemetry;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Answers what those who run a node ask of it, whatever the Host: {@code GET /livez} (the process runs), {@code /readyz}
 * (200 when every condition holds, else 503; the body names each) and, where told so, {@code /metrics} (Prometheus text).
 */
public final class Probes implements Predicate<HttpServerRequest> {

    private final Telemetry telemetry;
    private final boolean showsMetrics;

    private Probes(Telemetry telemetry, boolean showsMetrics) {
        this.telemetry = telemetry;
        this.showsMetrics = showsMetrics;
    }

    /** For a door that users reach: no metrics. */
    public static Probes forUsers(Telemetry telemetry) {
        return new Probes(telemetry, false);
    }

    public static Probes forOperators(Telemetry telemetry) {
        return new Probes(telemetry, true);
    }

    /** @return whether the request was a probe, and so was answered */
    @Override
    public boolean test(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            return false;
        }
        String path = request.path();
        if ("/livez".equals(path)) {
            request.response().putHeader("content-type", "text/plain").end("ok\n");
        } else if ("/readyz".equals(path)) {
            readiness(request);
        } else if (showsMetrics && "/metrics".equals(path)) {
            request.response()
                    .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(telemetry.metrics().scrape());
        } else {
            return false;
        }
        return true;
    }

    private void readiness(HttpServerRequest request) {
        Map<String, Boolean> conditions = telemetry.readiness();
        boolean ready = !conditions.containsValue(false);
        JsonObject body = new JsonObject().put("ready", ready);
        JsonObject each = new JsonObject();
        conditions.forEach(each::put);
        request.response()
                .setStatusCode(ready ? 200 : 503)
                .putHeader("content-type", "application/json")
                .end(body.put("conditions", each).toBuffer());
    }
}
