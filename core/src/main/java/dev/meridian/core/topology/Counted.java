package dev.meridian.core.topology;

import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.Counts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

/** What this node's meters have counted, in the words of a heartbeat. What it has no meter for is none. */
final class Counted {

    private static final String CACHE = "meridian_cache_requests";
    private static final String SITES = "meridian_site_answers";

    private final Telemetry telemetry;

    Counted(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    Counts sinceStart() {
        return Counts.newBuilder()
                .setRequests(telemetry.metrics().find("meridian.requests").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .setCacheHits(count(CACHE, "result", "hit")
                        + count(CACHE, "result", "stale")
                        + count(SITES, "source", "disk"))
                .setCacheMisses(count(CACHE, "result", "miss") + count(SITES, "source", "fetched"))
                .setExecutions((long) telemetry.executions().count())
                .build();
    }

    private long count(String meter, String tag, String value) {
        return (long) telemetry.metrics().find(meter).tag(tag, value).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
