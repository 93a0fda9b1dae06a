package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The map of a network of processes shows what really goes on in it. */
class MapIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PHOTO = "/v1/storage/buckets/photos/files/first/view?project=shop";
    private static final String IN_SINGAPORE = "203.0.113.10";

    @Test
    void theMapShowsWhatHappens(@TempDir Path data) throws Exception {
        try (RunningNetwork network = RunningNetwork.start(data, "--processes")) {
            assertThat(network.terminal()).contains("map", "http://localhost:" + network.port() + "/");
            HttpResponse<String> page = network.get(network.port(), "/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("Meridian map");

            RunningNetwork.eventually("every node serves", LIMIT, () -> isServing(map(network)));
            Shop shop = Shop.open(network);
            requestsFlowAndHit(network);
            anActivationIsTold(network, shop);
            aDeadNodeIsShown(network);
        }
    }

    private static void requestsFlowAndHit(RunningNetwork network) throws InterruptedException {
        RunningNetwork.eventually("requests, flows and hits are counted", LIMIT, () -> {
            for (int i = 0; i < 20; i++) {
                network.get(network.port(), PHOTO, "x-forwarded-for", IN_SINGAPORE);
            }
            JsonNode map = map(network);
            JsonNode edge = map.get("nodes").get("edge-sgp");
            return map.get("flows").path("router>edge-sgp").asDouble() > 0
                    && edge.get("requestsPerSecond").asDouble() > 0
                    && edge.get("hitRatio").asDouble() > 0.5
                    && map.get("roundTrips").path("edge-sgp>region-nyc").asDouble(-1) >= 0;
        });
    }

    private static void anActivationIsTold(RunningNetwork network, Shop shop) throws Exception {
        shop.deploy(BadArchives.good("hello"));
        RunningNetwork.eventually(
                "the activation is told",
                LIMIT,
                () -> map(network).get("events").findValuesAsText("kind").contains("activation"));
        assertThat(map(network).toString()).doesNotContain("shop").doesNotContain("127.0.0.1");
    }

    private static void aDeadNodeIsShown(RunningNetwork network) throws Exception {
        network.kill("edge-sgp");
        RunningNetwork.eventually("it is not reached", LIMIT, () -> isIn(map(network), "edge-sgp", "unreachable"));
        assertThat(map(network).get("changes").findValuesAsText("node")).contains("edge-sgp");
        network.restart("edge-sgp");
        RunningNetwork.eventually("it serves again", LIMIT, () -> isIn(map(network), "edge-sgp", "serving"));
    }

    private static boolean isServing(JsonNode map) {
        JsonNode nodes = map.get("nodes");
        return nodes.size() == 6 && nodes.findValuesAsText("condition").stream().allMatch("serving"::equals);
    }

    private static boolean isIn(JsonNode map, String node, String condition) {
        return map.get("nodes").get(node).get("condition").asText().equals(condition);
    }

    private static JsonNode map(RunningNetwork network) {
        HttpResponse<String> response = network.get(network.port(), "/.meridian/map");
        assertThat(response.statusCode()).isEqualTo(200);
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
