package dev.meridian.region;

import dev.meridian.core.config.Configuration;
import dev.meridian.region.node.RegionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.GrpcServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A real region on loopback: its own database in a folder, an HTTP door, a gRPC door. */
public final class TestingRegion implements AutoCloseable {

    /** Where the database's programs are unpacked once for all tests of this machine's build. */
    private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

    public final RegionNode node;
    public final int port;

    private final HttpServer http;
    private final HttpServer grpc;

    private TestingRegion(RegionNode node, HttpServer http, HttpServer grpc) {
        this.node = node;
        this.http = http;
        this.grpc = grpc;
        this.port = http.actualPort();
    }

    public static TestingRegion start(TestingNetwork network, Vertx vertx, String site, Path data) {
        return start(network, vertx, site, data, Map.of());
    }

    /** @param more settings */
    public static TestingRegion start(
            TestingNetwork network, Vertx vertx, String site, Path data, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("node.data", data.toString());
        settings.put("region.database.binaries", BINARIES.toString());
        settings.put("region.console.open", "true");
        settings.put("region.mail.private", "true");
        Configuration configuration = Configuration.of(Map.of(), Map.of(), settings);
        RegionNode node = wait(RegionNode.start(network.node(site, data), RegionSettings.read(configuration)));
        HttpServer http = wait(vertx.createHttpServer()
                .requestHandler(request -> node.exchanges().handle(new TestingExchange(request)))
                .listen(0, "127.0.0.1"));
        GrpcServer services = GrpcServer.server(vertx);
        node.services().forEach(services::addService);
        HttpServer grpc = wait(vertx.createHttpServer().requestHandler(services).listen(0, "127.0.0.1"));
        network.listens(site, grpc.actualPort());
        return new TestingRegion(node, http, grpc);
    }

    public int port() {
        return port;
    }

    public int grpcPort() {
        return grpc.actualPort();
    }

    @Override
    public void close() {
        wait(http.close());
        wait(grpc.close());
        wait(node.close());
    }

    /** Waits for what comes to hold on its own. */
    public static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("It has not come to hold in 20 seconds");
            }
        }
    }

    /** A reply as a client sees it. */
    public record Reply(int status, HttpResponse<String> response) {
        public String text() {
            return response.body();
        }

        public JsonObject json() {
            return new JsonObject(response.body());
        }

        public String type() {
            return json().getString("type");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Has Ada sign up and own a team, {@code crew}; the cookie of her session. */
    public String owner() {
        JsonObject account = object("userId", "ada", "email", "ada@example.org", "password", "correct horse");
        post("/v1/account", account);
        account.remove("userId");
        String cookie = post("/v1/account/sessions/email", account).header("Set-Cookie");
        String owner = cookie.substring(0, cookie.indexOf(';'));
        post("/v1/teams", object("teamId", "crew", "name", "Crew"), "Cookie", owner);
        return owner;
    }

    /** Makes a project of the team {@code crew}. */
    public void project(String id, String owner) {
        made(post("/v1/projects", object("projectId", id, "name", id, "teamId", "crew"), "Cookie", owner));
    }

    /** Makes a key of a project; the headers that carry it. */
    public String[] key(String project, String owner, String... scopes) {
        JsonObject key = object("keyId", "unique()", "name", "k", "scopes", array((Object[]) scopes));
        Reply reply = made(post("/v1/projects/" + project + "/keys", key, "Cookie", owner));
        return new String[] {
            "X-Appwrite-Project", project, "X-Appwrite-Key", reply.json().getString("secret")
        };
    }

    private static Reply made(Reply reply) {
        if (reply.status() != 201) {
            throw new AssertionError("answered " + reply.status() + ": " + reply.text());
        }
        return reply;
    }

    public Reply get(String path, String... headers) {
        return call("GET", path, "", headers);
    }

    public Reply post(String path, JsonObject body, String... headers) {
        return call("POST", path, body.encode(), headers);
    }

    public Reply delete(String path, String... headers) {
        return call("DELETE", path, "", headers);
    }

    /** @param headers name, value, name, value */
    public Reply call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public static JsonObject object(Object... pairs) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put((String) pairs[i], pairs[i + 1]);
        }
        return object;
    }

    public static JsonArray array(Object... items) {
        JsonArray array = new JsonArray();
        for (Object item : items) {
            array.add(item);
        }
        return array;
    }

    public static <T> T wait(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
