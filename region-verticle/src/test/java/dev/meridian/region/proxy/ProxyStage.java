package dev.meridian.region.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.dns.NameServers;
import dev.meridian.region.dns.TestingDns;
import dev.meridian.region.functions.FunctionsFeature;
import dev.meridian.region.storage.StorageFeature;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For all tests of a class: the proxy service over a real database, and a real name server whose records a test changes as it goes. */
final class ProxyStage implements AfterAllCallback {

    final TestingDns dns = TestingDns.start()
            .addresses("network.localhost", "192.0.2.1", "192.0.2.2", "2001:db8::1")
            .addresses("elsewhere.example.com", "203.0.113.9");
    final TestingApi api;

    private final Path data;

    private final Vertx vertx = Vertx.vertx();
    private final NameServers servers = new NameServers(vertx, List.of(dns.address()), Duration.ofMillis(500));
    private final List<Supplier<Future<Void>>> open = new ArrayList<>();
    private final AtomicReference<ProxyFeature> proxy = new AtomicReference<>();

    private ProxyStage(Path data) {
        this.data = data;
        api = TestingApi.start(data, region -> {
            StorageFeature storage = TestingRegion.wait(StorageFeature.open(region));
            Deployments deployments = Deployments.open(region, storage.objects());
            FunctionsFeature functions = new FunctionsFeature(
                    region,
                    deployments,
                    (head, query, path) -> Future.succeededFuture(new Gate.Admission("p1", new Caller.Guest())));
            open.addAll(List.of(functions::close, deployments::close, storage::close));
            ProxyFeature feature = new ProxyFeature(region, servers);
            TestingRegion.wait(feature.prepare());
            proxy.set(feature);
            return List.of(storage, functions, feature);
        });
    }

    static ProxyStage open() {
        try {
            return new ProxyStage(Files.createTempDirectory("meridian-proxy"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        open.forEach(each -> TestingRegion.wait(each.get()));
        api.close();
        servers.close();
        dns.close();
        TestingRegion.wait(vertx.close());
        Archive.remove(data);
    }

    ProxyFeature proxy() {
        return Objects.requireNonNull(proxy.get());
    }

    static RegistrySnapshot snapshot(Domain domain) {
        return new RegistrySnapshot(Map.of(
                "nyc",
                Map.of(
                        "domain/" + domain.getDomain(),
                        Record.newBuilder().setDomain(domain).build())));
    }

    void function(String project, String id) {
        JsonObject body = new JsonObject().put("functionId", id).put("name", id).put("runtime", "edge-js-1");
        HttpResponse<byte[]> made = api.send(
                "POST",
                "/v1/functions",
                body.toBuffer().getBytes(),
                "X-Caller",
                "key",
                "X-Appwrite-Project",
                project,
                "Content-Type",
                "application/json");
        json(made, 201);
    }

    HttpResponse<byte[]> verify(JsonObject rule) {
        return send("PATCH", "/v1/proxy/rules/" + rule.getString("$id") + "/status", new JsonObject());
    }

    /** Has a domain's time come, and tells its status once it was looked at. */
    String lookAgain(String domain) {
        write("update meridian.proxy_rule set next_check_at = null where domain <> $1", domain);
        write("update meridian.proxy_rule set next_check_at = now() - interval '1 minute' where domain = $1", domain);
        assertThat(TestingRegion.wait(proxy().checks().lookOnce())).isEqualTo(1);
        assertThat(TestingRegion.wait(proxy().checks().lookOnce())).isZero();
        return TestingRegion.wait(
                        api.region.database().read("select status from meridian.proxy_rule where domain = $1", domain))
                .iterator()
                .next()
                .getString(0);
    }

    void write(String sql, String domain) {
        assertThat(TestingRegion.wait(api.region.database().write(sql, domain))).isNotNull();
    }

    /** The text that the rule's log asks for. */
    static String proof(JsonObject rule) {
        return rule.getString("logs")
                .lines()
                .filter(line -> line.startsWith("TXT "))
                .map(line -> line.split(" ", 4)[2])
                .findFirst()
                .orElseThrow();
    }

    static JsonObject finding(JsonObject diagnosis, String name, String type) {
        return diagnosis.getJsonArray("records").stream()
                .map(JsonObject.class::cast)
                .filter(it -> it.getString("name").equals(name)
                        && it.getString("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    HttpResponse<byte[]> create(String domain, String function) {
        return create("p1", domain, function);
    }

    HttpResponse<byte[]> create(String project, String domain, String function) {
        return send(
                project,
                "POST",
                "/v1/proxy/rules/function",
                new JsonObject().put("domain", domain).put("functionId", function));
    }

    Record told(String domain) {
        try {
            return Record.parseFrom(TestingRegion.wait(api.region
                            .database()
                            .read(
                                    "select body from meridian.registry_record where key = $1 order by version desc limit 1",
                                    "domain/" + domain))
                    .iterator()
                    .next()
                    .getBuffer(0)
                    .getBytes());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until another region can have a name. */
    void awaitFree(String kind, String name) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!TestingRegion.wait(
                api.network.node("nyc", Path.of("unused")).events().claim(kind, name, "nyc"))) {
            assertThat(System.nanoTime()).as(name + " is free in time").isLessThan(until);
        }
    }

    HttpResponse<byte[]> send(String method, String path, JsonObject body) {
        return send("p1", method, path, body);
    }

    HttpResponse<byte[]> send(String project, String method, String path, JsonObject body) {
        return api.send(
                method,
                path,
                body.isEmpty() ? new byte[0] : body.toBuffer().getBytes(),
                "X-Caller",
                "key",
                "X-Appwrite-Project",
                project,
                "Content-Type",
                "application/json");
    }

    static JsonObject json(HttpResponse<byte[]> reply, int status) {
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertThat(reply.statusCode()).as(text).isEqualTo(status);
        return new JsonObject(text);
    }

    static String type(HttpResponse<byte[]> reply) {
        return String.valueOf(new JsonObject(new String(reply.body(), StandardCharsets.UTF_8)).getString("type"));
    }
}
