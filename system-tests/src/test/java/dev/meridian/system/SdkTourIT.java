package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified public SDK, through the router, on projects homed in two regions. */
class SdkTourIT {

    private static final int EDGE_SGP = 5;

    @Test
    void theTourRunsInBothRegionsAndDataStaysAtHome(@TempDir Path data) throws Exception {
        int port;
        try (RunningNetwork network = RunningNetwork.start(data)) {
            port = network.port();
            network.runScript("tour.test.mjs", Map.of());
            network.runScript("databases.test.mjs", Map.of());
            network.runScript("users.test.mjs", Map.of());
            network.runScript("project.test.mjs", Map.of());
            network.runScript("sites.test.mjs", Map.of());
            network.runScript("origins.test.mjs", Map.of());
            network.runScript("async-executions.test.mjs", Map.of());
            network.runScript("heavy.test.mjs", Map.of("EDGE_URL", "http://127.0.0.1:" + (network.port() + EDGE_SGP)));
            network.runScript("web-platform.test.mjs", Map.of());
            network.runScript("packages.test.mjs", Map.of());
            network.runScript("webassembly.test.mjs", Map.of());
            network.runScript("residency.test.mjs", Map.of("MARKER", "only-at-home-in-nyc"));
            assertThat(network.holds("region-nyc", "only-at-home-in-nyc")).isTrue();
            assertThat(network.holds("region-fra", "only-at-home-in-nyc")).isFalse();
        }
        try (RunningNetwork again = RunningNetwork.startAt(port, data)) {
            again.runScript("residency.test.mjs", Map.of("MARKER", "only-at-home-in-nyc", "AGAIN", "true"));
        }
    }
}
