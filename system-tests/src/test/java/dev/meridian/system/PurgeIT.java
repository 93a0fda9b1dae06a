package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Purges of a network of processes: what a receipt says is so, also of an edge that was cut off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PurgeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CUT = "edge-nyc";
    private static final String[] EDGES = {"edge-fra", CUT, "edge-sgp"};
    private static final String BOUNDARY = "meridian-purge-boundary";

    private final HttpClient client = HttpClient.newHttpClient();

    private RunningNetwork network;
    private String[] server = {};

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        network = RunningNetwork.start(data, "--processes");
        JsonNode person = json("{'email':'purge@example.com','password':'correct horse battery','userId':'purge'}");
        // Ready means that all were reached once: on a machine with more processes than processors, one may be late
        // again.
        RunningNetwork.eventually(
                "the console is reached",
                LIMIT,
                () -> send("GET", "/v1/locale", "").statusCode() == 200);
        post("/v1/account", person);
        HttpResponse<String> session = post("/v1/account/sessions/email", person);
        String cookie = String.join(
                "; ",
                session.headers().allValues("set-cookie").stream()
                        .map(line -> line.substring(0, line.indexOf(';')))
                        .toList());
        post("/v1/teams", json("{'teamId':'purge','name':'Purge'}"), "cookie", cookie);
        post(
                "/v1/projects",
                json("{'projectId':'purge','name':'Purge','teamId':'purge','region':'fra'}"),
                "cookie",
                cookie);
        HttpResponse<String> key = post(
                "/v1/projects/purge/keys",
                json("{'keyId':'unique()','name':'k','scopes':['buckets.write','files.write','network.write']}"),
                "cookie",
                cookie);
        server = new String[] {
            "x-appwrite-project",
            "purge",
            "x-appwrite-key",
            JSON.readTree(key.body()).get("secret").asText()
        };
        post("/v1/storage/buckets", json("{'bucketId':'b','name':'b','permissions':['read(\\'any\\')']}"), server);
        RunningNetwork.eventually(
                "every edge confirms",
                LIMIT,
                () -> purge("{'tags':['none']}").get("confirmed").asBoolean());
    }

    @AfterAll
    void stop() {
        client.close();
        network.close();
    }

    @Test
    void anEdgeThatWasStoppedNeverServesWhatWasPurgedMeanwhile() throws Exception {
        cacheEverywhere("stopped");
        signal("STOP");
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        try {
            assertThat(send("DELETE", "/v1/storage/buckets/b/files/stopped", "", server)
                            .statusCode())
                    .isEqualTo(204);
            JsonNode receipt = purge("{'tags':['file-b-stopped']}");

            assertThat(receipt.get("confirmed").asBoolean()).isFalse();
            assertThat(confirmations(receipt)).isEqualTo(Map.of("edge-fra", true, CUT, false, "edge-sgp", true));
            for (int i = 0; i < 20; i++) {
                waiting.add(client.sendAsync(at(CUT, "stopped"), BodyHandlers.ofString()));
            }
        } finally {
            signal("CONT");
        }

        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            HttpResponse<String> answer = each.get(30, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.headers().toString()).isEqualTo(404);
        }
        RunningNetwork.eventually("the edge confirms again", LIMIT, () -> {
            assertThat(get(CUT, "stopped").statusCode()).isEqualTo(404);
            return purge("{'tags':['none']}").get("confirmed").asBoolean();
        });
    }

    @Test
    void whatAnEdgeConfirmedItNoLongerServes() throws Exception {
        cacheEverywhere("confirmed");
        assertThat(send("DELETE", "/v1/storage/buckets/b/files/confirmed", "", server)
                        .statusCode())
                .isEqualTo(204);

        JsonNode receipt = purge("{'prefixes':['/v1/storage/buckets/b/files/confirmed']}");

        assertThat(receipt.get("confirmed").asBoolean()).as(receipt.toString()).isTrue();
        for (String edge : EDGES) {
            assertThat(get(edge, "confirmed").statusCode()).as(edge).isEqualTo(404);
        }
    }

    @Test
    void aSoftPurgeIsValidated() throws Exception {
        cacheEverywhere("soft");

        JsonNode receipt = purge("{'urls':['/v1/storage/buckets/b/files/soft/view?project=purge'],'soft':true}");

        assertThat(receipt.get("confirmed").asBoolean()).as(receipt.toString()).isTrue();
        for (String edge : EDGES) {
            assertThat(cacheStatus(get(edge, "soft"))).as(edge).contains("fwd=stale; fwd-status=304");
        }
    }

    @Test
    void anEdgeThatWasKilledComesBackWithoutWhatWasPurged() throws Exception {
        cacheEverywhere("killed");
        network.kill("edge-sgp");
        assertThat(send("DELETE", "/v1/storage/buckets/b/files/killed", "", server)
                        .statusCode())
                .isEqualTo(204);

        assertThat(confirmations(purge("{'everything':true}"))).containsEntry("edge-sgp", false);
        network.restart("edge-sgp");

        RunningNetwork.eventually(
                "the edge confirms again",
                LIMIT,
                () -> purge("{'tags':['none']}").get("confirmed").asBoolean());
        assertThat(get("edge-sgp", "killed").statusCode()).isEqualTo(404);
    }

    private void cacheEverywhere(String file) throws Exception {
        upload(file);
        for (String edge : EDGES) {
            RunningNetwork.eventually(
                    edge + " has it", LIMIT, () -> cacheStatus(get(edge, file)).contains("; hit"));
        }
    }

    private void upload(String file) throws Exception {
        String body = "--" + BOUNDARY + "\r\ncontent-disposition: form-data; name=\"fileId\"\r\n\r\n" + file + "\r\n--"
                + BOUNDARY + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                + "content-type: application/octet-stream\r\n\r\nold words\r\n--" + BOUNDARY + "--\r\n";
        HttpRequest request = request(network.port(), "/v1/storage/buckets/b/files", server)
                .header("content-type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpRequest at(String edge, String file) {
        return request(port(edge), "/v1/storage/buckets/b/files/" + file + "/view?project=purge")
                .build();
    }

    private HttpResponse<String> get(String edge, String file) {
        return sent(at(edge, file));
    }

    private static String cacheStatus(HttpResponse<String> answer) {
        return answer.headers().firstValue("cache-status").orElse("");
    }

    private int port(String node) {
        try {
            return Integer.parseInt(network.settings(node).getProperty("http.port"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode purge(String order) {
        try {
            return JSON.readTree(post("/v1/network/purges", json(order), server).body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Boolean> confirmations(JsonNode receipt) {
        Map<String, Boolean> confirmations = new HashMap<>();
        receipt.get("edges")
                .forEach(edge -> confirmations.put(
                        edge.get("name").asText(), edge.get("confirmed").asBoolean()));
        return confirmations;
    }

    /** A real cut: nothing in the process runs, and all that is sent to it waits. */
    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, String.valueOf(network.node(CUT).pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace("\\'", "\\\"").replace('\'', '"'));
    }

    private HttpResponse<String> post(String path, JsonNode body, String... headers) {
        HttpResponse<String> answer = send("POST", path, body.toString(), headers);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(201);
        return answer;
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        return sent(request(network.port(), path, headers)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> sent(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.uri() + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder request(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? request : request.headers(headers);
    }
}
