package dev.meridian.launcher.wiring;

import com.sun.management.OperatingSystemMXBean;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.Load;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Handler;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a node has under way. Safe for use by many threads. */
final class Work {

    /** As many exchanges under way count as a full load, whatever the processor says. */
    private static final double FULL = 2_000;

    private static final long LOOK_NANOS = 500_000_000;
    private static final double NEW_WEIGHT = 0.25;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private double processors;
    private long lookedAt = System.nanoTime();

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

    /**
     * The greater of exchanges under way and how busy the machine's (or container's) processors are, over about two seconds:
     * routers send clients elsewhere by it, and what is told late is acted on too late.
     */
    synchronized Load load() {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            double busy = machine.getCpuLoad();
            processors += Double.isNaN(busy) || busy < 0 ? 0 : NEW_WEIGHT * (Math.min(1, busy) - processors);
        }
        int underWay = inFlight.get();
        return new Load(Math.max(underWay / FULL, processors), underWay);
    }
}
