package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that may be wrong about what comes in, at every door: a clear refusal, nothing told, nothing changed. */
class BadInputIT {

    /** Ports go up from the router's: regions fra and nyc, edges fra, nyc and sgp; each one's relay is 100 above. */
    private static final int NODES = 6;

    private static final int REGION_NYC = 2;
    private static final int EDGE_FRA = 3;
    private static final int RELAY = 100;

    /** What only we should read: classes, stacks, files. */
    private static final Pattern TELLTALE = Pattern.compile(
            "dev\\.meridian|io\\.(vertx|netty)|java\\.|\\.java|Exception|\\tat |/tmp/|/work/|org\\.postgresql");

    private final SoftAssertions found = new SoftAssertions();

    @Test
    void isRefusedClearlyAndChangesNothing(@TempDir Path data) throws Exception {
        try (RunningNetwork network = RunningNetwork.start(data)) {
            Shop shop = Shop.open(network);
            String works = shop.deploy(BadArchives.good("works"));
            awaitStatus(shop, works, "ready");
            List<String> before = shop.everything();

            heads(network, shop);
            bodies(network, shop);
            calls(network);

            found.assertThat(shop.everything()).isEqualTo(before);
            archives(shop, works);
            for (int node = 0; node < NODES; node++) {
                found.assertThat(network.get(network.port() + node + RELAY, "/readyz")
                                .statusCode())
                        .as("readiness of node %s", node)
                        .isEqualTo(200);
            }
            found.assertThat(defects(data))
                    .as("what a person would have to look into")
                    .isEmpty();
        }
        found.assertAll();
    }

    private void heads(RunningNetwork network, Shop shop) throws Exception {
        int router = network.port();
        for (int door : List.of(router, router + EDGE_FRA)) {
            rows(door, BadHeads.at("404 router_host_not_found"), shop.serverHeaders());
        }
        rows(router + REGION_NYC, BadHeads.at("404 general_route_not_found"), shop.serverHeaders());
    }

    private void bodies(RunningNetwork network, Shop shop) throws Exception {
        for (int node : List.of(0, EDGE_FRA, REGION_NYC)) {
            rows(network.port() + node, BadBodies.all(), shop.serverHeaders());
        }
    }

    private void calls(RunningNetwork network) throws Exception {
        for (int node : List.of(0, EDGE_FRA, REGION_NYC, REGION_NYC + RELAY, EDGE_FRA + RELAY)) {
            rows(network.port() + node, BadCalls.everywhere(), "");
        }
        rows(network.port() + REGION_NYC + RELAY, BadCalls.betweenNodes(), "");
    }

    private void rows(int port, List<BadInput> rows, String headers) throws IOException, Http2Exception {
        for (BadInput row : rows) {
            byte[] request = row.withHeaders(headers);
            String reply = row.isHttp2() ? RawGrpc.ask(port, request) : RawHttp.ask(port, request);
            found.assertThat(row.isHttp2() ? reply : RawHttp.outcome(reply))
                    .as("port %s: %s", port, row.name())
                    .startsWith(row.expected());
            found.assertThat(reply).as("port %s: %s", port, row.name()).doesNotContainPattern(TELLTALE);
        }
    }

    /** Such code is taken in like any, since only its build can tell; what worked goes on working. */
    private void archives(Shop shop, String works) throws Exception {
        for (Map.Entry<String, byte[]> archive : BadArchives.all().entrySet()) {
            JsonNode deployment = awaitStatus(shop, shop.deploy(archive.getValue()), "failed");
            found.assertThat(deployment.get("buildLogs").asText())
                    .as(archive.getKey())
                    .isNotBlank()
                    .doesNotContainPattern(Pattern.compile("dev\\.meridian|java\\.|Exception|\\tat |root:"));
        }
        found.assertThat(shop.get("/v1/functions/hello").get("deploymentId").asText())
                .isEqualTo(works);
        found.assertThat(shop.run()).isEqualTo("works");
        found.assertThat(Path.of("/tmp/main.js")).doesNotExist();
    }

    private static JsonNode awaitStatus(Shop shop, String deployment, String status) throws InterruptedException {
        JsonNode[] seen = new JsonNode[1];
        RunningNetwork.eventually("deployment is " + status, Duration.ofSeconds(60), () -> {
            try {
                seen[0] = shop.get("/v1/functions/hello/deployments/" + deployment);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            String now = seen[0].get("status").asText();
            assertThat(now).as(seen[0].toString()).isIn(status, "waiting", "processing", "building");
            return now.equals(status);
        });
        return seen[0];
    }

    private static List<String> defects(Path data) throws IOException {
        try (var lines = Files.lines(data.resolve("dev.log"))) {
            return lines.filter(line -> line.contains(" ERROR ")).toList();
        }
    }
}
