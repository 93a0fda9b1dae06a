package dev.meridian.region.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.node.Domains;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.functions.FunctionsFeature;
import dev.meridian.region.storage.StorageFeature;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class ProxyFeatureTest {

    private final Map<String, Set<String>> addresses = new ConcurrentHashMap<>(Map.of(
            "network.localhost", Set.of("192.0.2.1", "192.0.2.2"), "elsewhere.example.com", Set.of("203.0.113.9")));

    private TestingApi api;
    private StorageFeature storage;
    private Deployments deployments;
    private FunctionsFeature functions;

    @BeforeAll
    void start(@TempDir Path data) {
        api = TestingApi.start(data, region -> {
            storage = TestingRegion.wait(StorageFeature.open(region));
            deployments = Deployments.open(region, storage.objects());
            functions = new FunctionsFeature(
                    region,
                    deployments,
                    (head, query, path) -> Future.succeededFuture(new Gate.Admission("p1", new Caller.Guest())));
            ProxyFeature proxy =
                    new ProxyFeature(region, host -> Future.succeededFuture(addresses.getOrDefault(host, Set.of())));
            TestingRegion.wait(proxy.prepare());
            return List.of(storage, functions, proxy);
        });
    }

    @AfterAll
    void stop() {
        TestingRegion.wait(functions.close());
        TestingRegion.wait(deployments.close());
        TestingRegion.wait(storage.close());
        api.close();
    }

    @Test
    void aDomainOfAFunctionIsToldToTheNetworkUntilItIsDeleted() {
        function("p1", "hello");

        JsonObject rule = json(create("shop.localhost", "hello"), 201);

        assertThat(rule.getString("status")).isEqualTo("verified");
        assertThat(rule.getString("type")).isEqualTo("deployment");
        assertThat(rule.getString("trigger")).isEqualTo("manual");
        assertThat(rule.getString("deploymentResourceType")).isEqualTo("function");
        assertThat(rule.getString("deploymentResourceId")).isEqualTo("hello");
        Domain told = told("shop.localhost").getDomain();
        assertThat(told.getVerified()).isTrue();
        assertThat(told.getTarget()).isEqualTo(Target.TARGET_FUNCTION);
        assertThat(told.getPlacement()).isEqualTo(Placement.PLACEMENT_EDGE);
        String path = "/v1/proxy/rules/" + rule.getString("$id");
        assertThat(json(send("GET", path, new JsonObject()), 200)).isEqualTo(rule);

        assertThat(send("DELETE", path, new JsonObject()).statusCode()).isEqualTo(204);

        assertThat(type(send("GET", path, new JsonObject()))).isEqualTo("rule_not_found");
        assertThat(told("shop.localhost").hasDeleted()).isTrue();
        awaitFree("domain", "shop.localhost");
    }

    @Test
    void theHostsOfAFunctionAreRulesThatNobodyRemoves() {
        function("p1", "listed");
        json(create("listed.example.com", "listed"), 201);

        JsonArray rules = json(
                        send(
                                "GET",
                                "/v1/proxy/rules?queries[0]=%7B%22method%22%3A%22equal%22%2C%22attribute%22%3A"
                                        + "%22deploymentResourceId%22%2C%22values%22%3A%5B%22listed%22%5D%7D",
                                new JsonObject()),
                        200)
                .getJsonArray("rules");

        assertThat(rules.stream().map(rule -> ((JsonObject) rule).getString("domain")))
                .containsExactlyInAnyOrder(
                        "listed.network.localhost", "listed.fra.run.localhost", "listed.example.com");
        JsonObject own = rules.stream()
                .map(JsonObject.class::cast)
                .filter(rule -> rule.getString("domain").equals("listed.network.localhost"))
                .findFirst()
                .orElseThrow();
        assertThat(own.getString("trigger")).isEqualTo("deployment");
        assertThat(type(send("DELETE", "/v1/proxy/rules/" + own.getString("$id"), new JsonObject())))
                .isEqualTo("general_bad_request");
    }

    @Test
    void aDomainIsVerifiedOnceItLeadsHere() {
        function("p1", "dns");
        JsonObject rule = json(create("elsewhere.example.com", "dns"), 201);
        String status = "/v1/proxy/rules/" + rule.getString("$id") + "/status";

        assertThat(rule.getString("status")).isEqualTo("unverified");
        assertThat(rule.getString("logs")).contains("CNAME").contains("network.localhost");
        assertThat(told("elsewhere.example.com").getDomain().getVerified()).isFalse();
        assertThat(type(send("PATCH", status, new JsonObject()))).isEqualTo("rule_verification_failed");

        addresses.put("elsewhere.example.com", Set.of("192.0.2.2"));
        assertThat(json(send("PATCH", status, new JsonObject()), 200).getString("status"))
                .isEqualTo("verified");
        assertThat(told("elsewhere.example.com").getDomain().getVerified()).isTrue();
    }

    @Test
    void aDomainBelongsToOneProjectOfOneRegion() {
        function("p1", "first");
        function("p2", "second");
        json(create("taken.localhost", "first"), 201);
        TestingRegion.wait(api.network.node("nyc", Path.of("unused")).events().claim("domain", "far.localhost", "nyc"));

        HttpResponse<byte[]> sameRegion = api.send(
                "POST",
                "/v1/proxy/rules/function",
                new JsonObject()
                        .put("domain", "TAKEN.localhost")
                        .put("functionId", "second")
                        .toBuffer()
                        .getBytes(),
                "X-Caller",
                "key",
                "X-Appwrite-Project",
                "p2");

        assertThat(type(sameRegion)).isEqualTo("rule_already_exists");
        assertThat(type(create("far.localhost", "first"))).isEqualTo("rule_already_exists");
    }

    @Test
    void aDeletedFunctionTakesItsDomainsAndItsLabelAlong() {
        function("p1", "brief");
        json(create("brief.example.com", "brief"), 201);

        assertThat(send("DELETE", "/v1/functions/brief", new JsonObject()).statusCode())
                .isEqualTo(204);

        assertThat(told("brief.example.com").hasDeleted()).isTrue();
        awaitFree("domain", "brief.example.com");
        awaitFree("label", "brief");
    }

    @Test
    void redirectsAndTheApiHaveDomainsToo() {
        function("p1", "old");
        JsonObject redirect = new JsonObject()
                .put("domain", "old.localhost")
                .put("url", "https://example.com/new")
                .put("statusCode", 308)
                .put("resourceId", "old")
                .put("resourceType", "function");

        assertThat(json(send("POST", "/v1/proxy/rules/redirect", redirect), 201).getInteger("redirectStatusCode"))
                .isEqualTo(308);
        json(send("POST", "/v1/proxy/rules/api", new JsonObject().put("domain", "api.shop.localhost")), 201);

        assertThat(told("old.localhost").getDomain().getRedirectUrl()).isEqualTo("https://example.com/new");
        assertThat(told("api.shop.localhost").getDomain().getTarget()).isEqualTo(Target.TARGET_API);
        assertThat(type(send("POST", "/v1/proxy/rules/redirect", redirect.put("url", "javascript:alert(1)"))))
                .isEqualTo("general_argument_invalid");
        assertThat(type(send(
                        "POST",
                        "/v1/proxy/rules/site",
                        new JsonObject().put("domain", "site.localhost").put("siteId", "s"))))
                .isEqualTo("rule_resource_not_found");
    }

    @Test
    void aDomainStandsInFrontOfAnOrigin() {
        JsonObject origin =
                new JsonObject().put("domain", "front.localhost").put("url", "https://Shop.Example.com:443/");

        JsonObject rule = json(send("POST", "/v1/network/origins", origin), 201);

        assertThat(rule.getString("type")).isEqualTo("origin");
        assertThat(rule.getString("originUrl")).isEqualTo("https://shop.example.com");
        assertThat(told("front.localhost").getDomain().getTarget()).isEqualTo(Target.TARGET_ORIGIN);
        assertThat(told("front.localhost").getDomain().getOriginUrl()).isEqualTo("https://shop.example.com");
        assertThat(type(send("POST", "/v1/network/origins", origin))).isEqualTo("rule_already_exists");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop.example.com",
                "ftp://shop.example.com",
                "https://user@shop.example.com",
                "https://shop.example.com/path",
                "https://shop.example.com?x",
                "https://shop.example.com:0",
                "https://localhost",
                "http://x.network.localhost:8080",
                "http://x.fra.run.localhost",
            })
    void anOriginIsAPlainUrlOutsideTheNetwork(String url) {
        JsonObject origin = new JsonObject().put("domain", "store.localhost").put("url", url);

        assertThat(type(send("POST", "/v1/network/origins", origin))).isEqualTo("general_argument_invalid");
    }

    @Test
    void rulesAreForKeysAndOfFunctionsThatExist() {
        HttpResponse<byte[]> guest = api.send("GET", "/v1/proxy/rules", new byte[0]);

        assertThat(type(guest)).isEqualTo("general_unauthorized_scope");
        assertThat(type(create("nobody.localhost", "absent"))).isEqualTo("rule_resource_not_found");
        assertThat(type(create("localhost", "absent"))).isEqualTo("general_argument_invalid");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "www.example.org,             www.example.org",
        "WWW.Example.org,             www.example.org",
        "shop.localhost,              shop.localhost",
        "localhost,                   ''",
        "fra.localhost,               ''",
        "network.localhost,           ''",
        "x.network.localhost,         ''",
        "a.b.network.localhost,       ''",
        "x.fra.run.localhost,         ''",
        "example,                     ''",
        "example.org.,                ''",
        "example.org:80,              ''",
        "https://example.org,         ''",
        "192.0.2.1,                   ''",
        "-a.example.org,              ''",
        "a_b.example.org,             ''",
        "'a b.example.org',           ''",
    })
    void onlyHostNamesThatAreNotTheNetworksOwnAreFit(String text, String expected) {
        DomainName name = DomainName.of(
                text, new Domains("localhost", "run.localhost", "network.localhost"), List.of("fra", "nyc"));

        assertThat(name instanceof DomainName.Fit(String fit) ? fit : "").isEqualTo(expected);
    }

    @Test
    void aFunctionMayHaveFurtherHostsOfTheNetwork() {
        function("p1", "taken");
        function("p1", "several");

        JsonObject rule = json(create("6b09b3490011a16193ea.network.localhost", "several"), 201);
        JsonObject second = json(create("again.network.localhost", "several"), 201);

        assertThat(rule.getString("status")).isEqualTo("verified");
        assertThat(rule.getString("trigger")).isEqualTo("manual");
        assertThat(told("6b09b3490011a16193ea.network.localhost").getDomain().getVerified())
                .isTrue();
        assertThat(type(create("taken.network.localhost", "several"))).isEqualTo("rule_already_exists");
        assertThat(type(create("again.network.localhost", "taken"))).isEqualTo("rule_already_exists");
        assertThat(type(create("a.b.network.localhost", "several"))).isEqualTo("general_argument_invalid");
        assertThat(type(send("POST", "/v1/proxy/rules/api", new JsonObject().put("domain", "api.network.localhost"))))
                .isEqualTo("general_argument_invalid");

        function("p1", "again");
        assertThat(json(send("GET", "/v1/proxy/rules/" + second.getString("$id"), new JsonObject()), 200))
                .isEqualTo(second);
        send("DELETE", "/v1/proxy/rules/" + rule.getString("$id"), new JsonObject());
        awaitFree("label", "6b09b3490011a16193ea");
        awaitFree("domain", "6b09b3490011a16193ea.network.localhost");
    }

    private void function(String project, String id) {
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

    private HttpResponse<byte[]> create(String domain, String function) {
        return send(
                "POST",
                "/v1/proxy/rules/function",
                new JsonObject().put("domain", domain).put("functionId", function));
    }

    private Record told(String domain) {
        try {
            return Record.parseFrom(TestingRegion.wait(api.region
                            .database()
                            .read("select body from meridian.registry_record where key = $1", "domain/" + domain))
                    .iterator()
                    .next()
                    .getBuffer(0)
                    .getBytes());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until another region can have a name. */
    private void awaitFree(String kind, String name) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!TestingRegion.wait(
                api.network.node("nyc", Path.of("unused")).events().claim(kind, name, "nyc"))) {
            assertThat(System.nanoTime()).as(name + " is free in time").isLessThan(until);
        }
    }

    private HttpResponse<byte[]> send(String method, String path, JsonObject body) {
        byte[] bytes = body.isEmpty() ? new byte[0] : body.toBuffer().getBytes();
        return api.send(method, path, bytes, "X-Caller", "key", "Content-Type", "application/json");
    }

    private static JsonObject json(HttpResponse<byte[]> reply, int status) {
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertThat(reply.statusCode()).as(text).isEqualTo(status);
        return new JsonObject(text);
    }

    private static String type(HttpResponse<byte[]> reply) {
        return String.valueOf(new JsonObject(new String(reply.body(), StandardCharsets.UTF_8)).getString("type"));
    }
}
