package dev.meridian.launcher.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.config.Configuration;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.wiring.RunningNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A region with projects that have a key each, asked over its public API. */
final class TestingProjects implements AutoCloseable {

    private static final List<String> SCOPES =
            List.of("users", "teams", "databases", "tables", "columns", "indexes", "rows", "buckets", "files");

    final int port;
    private final RunningNode node;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String cookie;
    private final Path folder;

    TestingProjects(Path folder) throws Exception {
        this.folder = folder;
        List<Integer> ports = freePorts();
        this.port = ports.getFirst();
        String relay = "127.0.0.1:" + ports.get(1);
        String cluster = "127.0.0.1:" + ports.get(2);
        node = Starting.await(
                RunningNode.start(Configuration.of(
                        Map.ofEntries(
                                Map.entry("node.kind", "region"),
                                Map.entry("node.name", "region-fra"),
                                Map.entry("node.site", "fra"),
                                Map.entry("node.host", "127.0.0.1"),
                                Map.entry("node.loops", "1"),
                                Map.entry("node.data", folder.resolve("data").toString()),
                                Map.entry("http.port", String.valueOf(port)),
                                Map.entry("relay.port", String.valueOf(ports.get(1))),
                                Map.entry("relay.paths", "private"),
                                Map.entry("cluster.port", String.valueOf(ports.get(2))),
                                Map.entry("cluster.members", cluster),
                                Map.entry("network.regions", "fra"),
                                Map.entry("network.seeds", relay),
                                Map.entry("region.console.open", "true"),
                                Map.entry("region.database.port", String.valueOf(ports.get(3))),
                                Map.entry(
                                        "region.database.binaries",
                                        folder.resolve("binaries").toString())),
                        Map.of(),
                        Map.of())),
                Duration.ofMinutes(4),
                "the region");
        cookie = signUp();
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    String endpoint() {
        return "http://127.0.0.1:" + port + "/v1";
    }

    private String signUp() throws Exception {
        JsonObject person = new JsonObject()
                .put("userId", "ada")
                .put("email", "ada@example.com")
                .put("password", "correct horse battery");
        console("/account", person, "");
        HttpResponse<byte[]> session = console("/account/sessions/email", person, "");
        String cookies = session.headers().allValues("set-cookie").stream()
                .map(line -> line.split(";", 2)[0])
                .collect(Collectors.joining("; "));
        console("/teams", new JsonObject().put("teamId", "acme").put("name", "Acme"), cookies);
        return cookies;
    }

    /** A new project, whose key is in the file that is answered. */
    Path project(String id) throws Exception {
        console(
                "/projects",
                new JsonObject().put("projectId", id).put("name", id).put("teamId", "acme"),
                cookie);
        JsonArray scopes = new JsonArray();
        SCOPES.forEach(name -> scopes.add(name + ".read").add(name + ".write"));
        HttpResponse<byte[]> key = console(
                "/projects/" + id + "/keys",
                new JsonObject().put("keyId", "unique()").put("name", "all").put("scopes", scopes),
                cookie,
                "x-appwrite-mode",
                "admin",
                "x-appwrite-project",
                id);
        return Files.writeString(
                folder.resolve(id + ".key"),
                new JsonObject(new String(key.body(), StandardCharsets.UTF_8)).getString("secret"));
    }

    private HttpResponse<byte[]> console(String path, JsonObject body, String cookies, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint() + path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()));
        if (!cookies.isEmpty()) {
            request.header("cookie", cookies);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isLessThan(300);
        return answer;
    }

    /** The API of a project of this region, as migrations use it. */
    Api api(String project) throws IOException {
        String key = Files.readString(folder.resolve(project + ".key"));
        return new Api(new Api.Side(endpoint(), project, key), false, new Patience(1, 1));
    }

    @Override
    public void close() {
        client.close();
        Starting.settle(node.close(), Duration.ofSeconds(60));
    }
}
