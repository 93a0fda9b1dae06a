package dev.meridian.launcher.wiring;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.Load;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Handler;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a node has under way. Safe for use by many threads. */
final class Work {

    /** As many exchanges under way count as a full load, whatever the processor says. */
    private static final double FULL = 2_000;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();

    Work(Telemetry telemetry) {
        Gauge.builder("meridian.exchanges.in.flight", inFlight, AtomicInteger::get)
                .register(telemetry.metrics());
    }

    Handler<Exchange> counting(Handler<Exchange> next) {
        return exchange -> {
            inFlight.incrementAndGet();
            exchange.ended().onComplete(ignored -> inFlight.decrementAndGet());
            next.handle(exchange);
        };
    }

    /** The greater of processor load per core and exchanges under way. */
    Load load() {
        int now = inFlight.get();
        double processor = machine.getSystemLoadAverage() / machine.getAvailableProcessors() / 2;
        return new Load(Math.max(now / FULL, Math.max(0, Math.min(processor, 1))), now);
    }
}
