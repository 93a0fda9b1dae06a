package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are killed as a power cut would; what a user sees is asserted, and that everything rejoins by itself. */
class FailureIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REJOIN = Duration.ofSeconds(40);

    @Test
    void theNetworkOutlivesItsRegionsAndEdges(@TempDir Path data) throws Exception {
        try (RunningNetwork network = RunningNetwork.start(data, "--processes")) {
            Path notes = data.resolve("notes.json");
            network.runScript("prepare-failure.test.mjs", Map.of("NOTES", notes.toString()));
            JsonNode prepared = JSON.readTree(Files.readString(notes));
            aDeadRegionsContentIsAnsweredAtTheEdges(network, prepared);
            aDeadEdgesClientsAreServedByAnother(network, prepared);
            withEveryRegionDeadARestartedEdgeStillServes(network, prepared);
        }
    }

    private static void aDeadRegionsContentIsAnsweredAtTheEdges(RunningNetwork network, JsonNode prepared)
            throws Exception {
        network.kill("region-nyc");
        network.runScript("region-dead.test.mjs", notes(network));
        network.restart("region-nyc");
        RunningNetwork.eventually(
                "the region takes writes again",
                REJOIN,
                () -> network.get(
                                        network.port(),
                                        "/v1/ping",
                                        "x-appwrite-project",
                                        prepared.get("project").asText())
                                .statusCode()
                        == 200);
    }

    private static void aDeadEdgesClientsAreServedByAnother(RunningNetwork network, JsonNode prepared)
            throws Exception {
        network.kill("edge-sgp");
        network.runScript("edge-dead.test.mjs", notes(network));
        network.restart("edge-sgp");
        RunningNetwork.eventually(
                "the edge is used again",
                REJOIN,
                () -> network.get(network.port(), prepared.get("file").asText(), "x-forwarded-for", "203.0.113.10")
                        .headers()
                        .firstValue("meridian-edge")
                        .filter("sgp"::equals)
                        .isPresent());
    }

    private static void withEveryRegionDeadARestartedEdgeStillServes(RunningNetwork network, JsonNode prepared)
            throws Exception {
        network.kill("region-fra");
        network.kill("region-nyc");
        network.kill("edge-nyc");
        network.restart("edge-nyc");
        network.runScript("regions-dead.test.mjs", notes(network));
        network.restart("region-fra");
        network.restart("region-nyc");
        RunningNetwork.eventually(
                "everything is back",
                REJOIN,
                () -> network.get(
                                        network.port(),
                                        "/v1/ping",
                                        "x-appwrite-project",
                                        prepared.get("project").asText())
                                .statusCode()
                        == 200);
        assertThat(network.get(network.port(), "/readyz").statusCode()).isEqualTo(200);
    }

    private static Map<String, String> notes(RunningNetwork network) {
        return Map.of("NOTES", network.data().resolve("notes.json").toString());
    }
}
