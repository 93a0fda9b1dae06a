package dev.meridian.region;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.RegionApi;
import dev.meridian.region.api.Workflows;
import dev.meridian.region.events.Events;
import dev.meridian.region.names.Names;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.node.RegionSettings;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.permissions.CallerRoles;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.registry.RegistryStore;
import dev.meridian.region.release.Release;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The real API over a real database with one feature under test. Callers say who they are in the header {@code X-Caller}:
 * nothing for a guest, {@code key}, {@code key:DEPTH} for an execution's, or {@code user:ID}; the project is {@code X-Appwrite-Project}.
 */
public final class TestingApi implements AutoCloseable {

    public final RegionContext region;
    public final TestingNetwork network;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestingApi(Path data, Function<RegionContext, List<ApiFeature>> features) {
        Configuration configuration = Configuration.of(
                Map.of(),
                Map.of(),
                Map.of(
                        "node.data",
                        data.toString(),
                        "region.database.binaries",
                        Path.of("target", "postgres-binaries").toAbsolutePath().toString()));
        RegionSettings settings = RegionSettings.read(configuration);
        network = new TestingNetwork(vertx, "fra", "nyc");
        Database database = TestingRegion.wait(Database.open(vertx, settings.database()));
        NodeContext node = network.node("fra", data);
        Outbox outbox = new Outbox(vertx, database, node.clock(), node.ids());
        region = new RegionContext(
                node,
                settings,
                database,
                TestingRegion.wait(Workflows.start(vertx)),
                TestingRegion.wait(RegistryStore.open(database, "fra", "epoch")),
                outbox,
                new Purges(database, outbox, node.events(), node.clock(), node.ids(), "fra"),
                new Events(outbox, node.ids(), node.clock()),
                new Names(vertx, database, outbox, node.events(), node.clock(), "fra"),
                TestingRegion.wait(RegionTokens.open(database, node.ids(), node.clock())),
                new Passwords(vertx, 1),
                new Release(database, node.topology()),
                TestingRegion.wait(vertx.executeBlocking(() -> Sealer.open(settings.sealing()))));
        outbox.start();
        RegionApi api = new RegionApi(
                "fra",
                features.apply(region),
                gate(),
                region.release(),
                List.of("localhost", "*.localhost"),
                region.workflows(),
                1_000);
        http = TestingRegion.wait(vertx.createHttpServer()
                .requestHandler(request -> api.handle(new TestingExchange(request)))
                .listen(0, "127.0.0.1"));
    }

    public static TestingApi start(Path data, Function<RegionContext, List<ApiFeature>> features) {
        return new TestingApi(data, features);
    }

    private static Gate gate() {
        return (head, query, pathProject) -> Future.succeededFuture(new Gate.Admission(
                head.header("X-Appwrite-Project").orElse("p1"),
                caller(head.header("X-Caller").orElse(""))));
    }

    private static Caller caller(String named) {
        if (named.isEmpty()) {
            return new Caller.Guest();
        }
        if (named.equals("key") || named.startsWith("key:")) {
            return new Caller.Key(
                    "k",
                    Set.of(
                            "buckets.read",
                            "buckets.write",
                            "files.read",
                            "files.write",
                            "functions.read",
                            "functions.write",
                            "executions.read",
                            "executions.write",
                            "rules.read",
                            "rules.write",
                            "network.write",
                            "sites.read",
                            "sites.write",
                            "databases.write",
                            "tables.write",
                            "rows.read",
                            "rows.write",
                            "users.write",
                            "teams.write"),
                    named.equals("key") ? 0 : Integer.parseInt(named.substring(4)));
        }
        if (named.startsWith("user:")) {
            String id = named.substring(5);
            return new Caller.User(
                    id, "s", "", id, false, List.of(), CallerRoles.ofUser(id, true, List.of(), List.of()));
        }
        throw Problem.of(new ProblemType("user_unauthorized", 401), named);
    }

    public int port() {
        return http.actualPort();
    }

    /** Sends bytes as they are. */
    public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.actualPort() + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        TestingRegion.wait(http.close());
        TestingRegion.wait(region.outbox().close());
        region.passwords().close();
        TestingRegion.wait(region.database().close());
        TestingRegion.wait(vertx.close());
    }
}
