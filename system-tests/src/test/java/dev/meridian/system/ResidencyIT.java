package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A shop at home in New York whose owner keeps it in the United States, and an edge in Frankfurt that had a copy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResidencyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Nodes report once a minute. */
    private static final Duration REPORTED = Duration.ofSeconds(150);

    private static final String POLICY = "/v1/network/residency";
    private static final String PHOTO = "/v1/storage/buckets/photos/files/first/view?project=shop";
    private static final String US = "{\"enabled\":true,\"terminate\":[\"us\"]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningNetwork network;
    private Shop shop;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        network = RunningNetwork.start(data, "--processes", "--regions", "nyc", "--edges", "nyc,fra");
        shop = Shop.open(network);
    }

    @AfterAll
    void stop() {
        client.close();
        network.close();
    }

    @Test
    void aPolicyHoldsAtEveryDoorAndIsProven() throws Exception {
        RunningNetwork.eventually(
                "the edge in Frankfurt has a copy",
                LIMIT,
                () -> photoAt("edge-fra", 200)
                        .headers()
                        .firstValue("cache-status")
                        .orElse("")
                        .contains("; hit"));
        RunningNetwork.eventually("also on its disk", LIMIT, () -> holds("edge-fra"));

        JsonNode kept = JSON.readTree(owner("PUT", POLICY, US).body());

        assertThat(texts(kept.get("purged"))).as(kept.toString()).containsExactly("edge-fra");
        assertThat(texts(kept.get("pending"))).isEmpty();
        assertThat(holds("edge-fra")).as("the copy is erased").isFalse();
        assertThat(photoAt("edge-fra", 451).body()).contains("general_region_access_denied");
        assertThat(photoAt("edge-nyc", 200).body()).isEqualTo("a photo");
        assertThat(send("GET", network.url() + PHOTO, "").headers().firstValue("meridian-edge"))
                .hasValue("nyc");
        assertThat(send("GET", network.url() + PHOTO, "", "meridian-region", "fra")
                        .statusCode())
                .isEqualTo(451);

        network.kill("edge-fra");
        network.restart("edge-fra");
        RunningNetwork.eventually("the edge in Frankfurt refuses again", LIMIT, () -> status("edge-fra") == 451);

        RunningNetwork.eventually("both edges have reported", REPORTED, () -> {
            JsonNode evidence = evidence();
            return did(evidence, "edge-nyc", "did", "cache") > 0
                    && did(evidence, "edge-fra", "refused", "terminate") > 0;
        });
        JsonNode evidence = evidence();
        assertThat(evidence.get("violations").asLong()).as(evidence.toString()).isZero();
        assertThat(evidence.get("chain").get("verified").asBoolean()).isTrue();
        assertThat(did(evidence, "edge-fra", "did", "terminate")).isZero();
        assertThat(evidence.get("erased").get(0).get("node").asText()).isEqualTo("edge-fra");
    }

    private JsonNode evidence() {
        try {
            return JSON.readTree(owner("GET", POLICY + "/evidence", "").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long did(JsonNode evidence, String node, String what, String act) {
        for (JsonNode each : evidence.get("nodes")) {
            if (each.get("name").asText().equals(node)) {
                return each.get(what).path(act).path("count").asLong();
            }
        }
        return 0;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private boolean holds(String node) {
        try {
            return network.holds(node, "a photo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String door(String node) {
        try {
            return "http://127.0.0.1:" + network.settings(node).getProperty("http.port");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> photoAt(String node, int status) {
        HttpResponse<String> answer = send("GET", door(node) + PHOTO, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    /** 0 while it cannot be reached. */
    private int status(String node) {
        try {
            return send("GET", door(node) + PHOTO, "").statusCode();
        } catch (UncheckedIOException down) {
            return 0;
        }
    }

    private HttpResponse<String> owner(String method, String path, String body) {
        HttpResponse<String> answer = send(
                method,
                network.url() + path,
                body,
                "cookie",
                shop.cookies(),
                "x-appwrite-mode",
                "admin",
                "x-appwrite-project",
                "shop",
                "content-type",
                "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private HttpResponse<String> send(String method, String url, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
