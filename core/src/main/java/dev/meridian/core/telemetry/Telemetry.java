package dev.meridian.core.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A node's metrics and its readiness. Safe for use by many threads. */
public final class Telemetry {

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter executions = Counter.builder("meridian.functions.executions")
            .description("Functions that this node executed")
            .register(metrics);
    private final Map<String, BooleanSupplier> conditions = new ConcurrentHashMap<>();

    /** Where meters are made; labels come from closed sets only. */
    public PrometheusMeterRegistry metrics() {
        return metrics;
    }

    /** To be incremented for each function that this node executes. */
    public Counter executions() {
        return executions;
    }

    /** Names something that must be so before the node is ready; asked on every readiness check, so it must be cheap. */
    public void readyWhen(String condition, BooleanSupplier holds) {
        conditions.put(condition, holds);
    }

    /** Each condition and whether it holds at present. */
    public Map<String, Boolean> readiness() {
        return conditions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().getAsBoolean()));
    }
}
