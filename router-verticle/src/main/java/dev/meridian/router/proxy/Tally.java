package dev.meridian.router.proxy;

import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;

/** Counts what became of requests. */
final class Tally {

    private final Map<Kind, Counter> sent = new EnumMap<>(Kind.class);
    private final Counter redirected;
    private final Counter refused;
    private final Counter failedOver;
    private final Counter hedged;

    Tally(Telemetry telemetry) {
        for (Kind kind : Kind.values()) {
            sent.put(kind, requests(telemetry, NodeSettings.word(kind)));
        }
        redirected = requests(telemetry, "redirect");
        refused = requests(telemetry, "refused");
        failedOver = Counter.builder("meridian.router.failovers")
                .description("Times that a request was sent to another node because one did not answer")
                .register(telemetry.metrics());
        hedged = Counter.builder("meridian.router.hedges")
                .description("Times that a request was sent to a second node because the first took long")
                .register(telemetry.metrics());
    }

    private static Counter requests(Telemetry telemetry, String outcome) {
        return Counter.builder("meridian.router.requests")
                .description("Requests by where they went")
                .tag("outcome", outcome)
                .register(telemetry.metrics());
    }

    void sent(NodeView node) {
        Counter counter = sent.get(node.info().getKind());
        if (counter != null) {
            counter.increment();
        }
    }

    void redirected() {
        redirected.increment();
    }

    void refused() {
        refused.increment();
    }

    void failedOver() {
        failedOver.increment();
    }

    void hedged() {
        hedged.increment();
    }
}
