package dev.meridian.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.Counts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CountedTest {

    private final Telemetry telemetry = new Telemetry();
    private final Counted counted = new Counted(telemetry);

    @Test
    void aNodeThatDidNothingTellsNothing() {
        assertThat(counted.sinceStart()).isEqualTo(Counts.getDefaultInstance());
    }

    @Test
    void requestsOfBothDoorsHitsOfAllSortsAndExecutionsAreAddedUp() {
        request("http", "2xx");
        request("http", "5xx");
        request("relay", "2xx");
        count("meridian_cache_requests", "result", "hit", 5);
        count("meridian_cache_requests", "result", "stale", 2);
        count("meridian_cache_requests", "result", "miss", 3);
        count("meridian_cache_requests", "result", "pass", 100);
        count("meridian_site_answers", "source", "disk", 10);
        count("meridian_site_answers", "source", "fetched", 1);
        telemetry.executions().increment();

        assertThat(counted.sinceStart())
                .isEqualTo(Counts.newBuilder()
                        .setRequests(3)
                        .setCacheHits(17)
                        .setCacheMisses(4)
                        .setExecutions(1)
                        .build());
    }

    private void request(String door, String status) {
        telemetry
                .metrics()
                .timer("meridian.requests", "door", door, "status", status)
                .record(Duration.ofMillis(1));
    }

    private void count(String name, String tag, String value, int times) {
        telemetry.metrics().counter(name, tag, value).increment(times);
    }
}
