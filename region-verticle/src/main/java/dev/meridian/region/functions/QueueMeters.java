package dev.meridian.region.functions;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** What operators see of executions that nobody waits for (docs/reference/functions.md). Safe for use by many threads. */
final class QueueMeters {

    /** Why what should have started a function did not. */
    enum Refusal {
        /** Events had caused one another too often. */
        DEPTH,
        /** The event had more bytes than a function takes. */
        SIZE,
        /** The project had too much waiting. */
        FULL,
        /** The function had no deployment that could be run. */
        DEPLOYMENT
    }

    /**
     * The queue of a region, over all pods, at one moment.
     *
     * @param waiting not begun, due or not
     * @param due not begun though due
     * @param underWay begun and not over
     * @param oldestMillis since the oldest of what is due was due
     */
    record Figures(long waiting, long due, long underWay, long oldestMillis) {}

    private final AtomicReference<Figures> latest = new AtomicReference<>(new Figures(0, 0, 0, 0));
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private final Counter failures;

    QueueMeters(MeterRegistry metrics) {
        gauge(metrics, "waiting", "Executions that are queued and not begun, due or not", Figures::waiting);
        gauge(metrics, "due", "Queued executions that are due and not begun", Figures::due);
        gauge(metrics, "running", "Queued executions that are under way", Figures::underWay);
        Gauge.builder(
                        "meridian.functions.queue.oldest",
                        latest,
                        figures -> (double) figures.get().oldestMillis() / TimeUnit.SECONDS.toMillis(1))
                .description("How long the oldest execution that is due has been due")
                .baseUnit("seconds")
                .register(metrics);
        for (Refusal reason : Refusal.values()) {
            refusals.put(
                    reason,
                    Counter.builder("meridian.functions.triggers.refused")
                            .description("Schedules and events that started no function")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
        failures = Counter.builder("meridian.functions.queue.failed")
                .description("Queued executions that failed before the function began")
                .register(metrics);
    }

    private void gauge(MeterRegistry metrics, String name, String description, ToDoubleFunction<Figures> figure) {
        Gauge.builder("meridian.functions.queue." + name, latest, figures -> figure.applyAsDouble(figures.get()))
                .description(description)
                .register(metrics);
    }

    void show(Figures figures) {
        latest.set(figures);
    }

    void refused(Refusal reason) {
        Counter counter = refusals.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** An execution failed before its function began. */
    void failed() {
        failures.increment();
    }
}
