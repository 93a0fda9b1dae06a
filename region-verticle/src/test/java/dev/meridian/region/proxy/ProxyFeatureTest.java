package dev.meridian.region.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.node.Domains;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.dns.NameServers;
import dev.meridian.region.dns.TestingDns;
import dev.meridian.region.functions.FunctionsFeature;
import dev.meridian.region.storage.StorageFeature;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private final TestingDns dns = TestingDns.start()
            .addresses("network.localhost", "192.0.2.1", "192.0.2.2", "2001:db8::1")
            .addresses("elsewhere.example.com", "203.0.113.9");
    private final Vertx vertx = Vertx.vertx();
    private final NameServers servers = new NameServers(vertx, List.of(dns.address()), Duration.ofMillis(500));

    private ProxyFeature proxy;
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
            proxy = new ProxyFeature(region, servers);
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
        servers.close();
        dns.close();
        TestingRegion.wait(vertx.close());
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
    void aDomainIsVerifiedOnceItsAddressesAreTheNetworks() {
        function("p1", "dns");
        JsonObject rule = json(create("elsewhere.example.com", "dns"), 201);

        assertThat(rule.getString("status")).isEqualTo("unverified");
        assertThat(rule.getString("logs"))
                .contains("203.0.113.9")
                .contains("CNAME elsewhere.example.com network.localhost")
                .contains("TXT _meridian.elsewhere.example.com meridian-domain=");
        assertThat(told("elsewhere.example.com").getDomain().getVerified()).isFalse();
        assertThat(type(verify(rule))).isEqualTo("rule_verification_failed");

        dns.clear("elsewhere.example.com").addresses("elsewhere.example.com", "192.0.2.2", "203.0.113.9");
        assertThat(type(verify(rule))).isEqualTo("rule_verification_failed");

        dns.clear("elsewhere.example.com").addresses("elsewhere.example.com", "192.0.2.2", "2001:db8::1");
        JsonObject verified = json(verify(rule), 200);
        assertThat(verified.getString("status")).isEqualTo("verified");
        assertThat(verified.getString("logs")).isEmpty();
        assertThat(told("elsewhere.example.com").getDomain().getVerified()).isTrue();
    }

    @Test
    void aDomainIsVerifiedByAnAlias() {
        function("p1", "alias");
        dns.alias("alias.example.com", "www.example.net").alias("www.example.net", "network.localhost");

        assertThat(json(create("alias.example.com", "alias"), 201).getString("status"))
                .isEqualTo("verified");
    }

    @Test
    void aDomainBehindAnotherProxyIsVerifiedByTheTextOfItsOwnRuleOnly() {
        function("p1", "proxied");
        dns.addresses("proxied.example.com", "203.0.113.7").addresses("proxied.example.net", "203.0.113.7");
        JsonObject rule = json(create("proxied.example.com", "proxied"), 201);
        JsonObject other = json(create("proxied.example.net", "proxied"), 201);
        dns.text("_meridian.proxied.example.com", proof(other));

        assertThat(type(verify(rule))).isEqualTo("rule_verification_failed");

        dns.text("_meridian.proxied.example.com", proof(rule));
        assertThat(json(verify(rule), 200).getString("status")).isEqualTo("verified");
    }

    @Test
    void nothingIsVerifiedWhileNobodyCanBeAsked() {
        function("p1", "unsure");
        dns.fails("unsure.example.com", DnsResponseCode.SERVFAIL);

        JsonObject rule = json(create("unsure.example.com", "unsure"), 201);

        assertThat(rule.getString("status")).isEqualTo("verifying");
        assertThat(rule.getString("logs")).containsIgnoringCase("servfail");
        assertThat(told("unsure.example.com").getDomain().getVerified()).isFalse();
        assertThat(type(verify(rule))).isEqualTo("rule_verification_failed");
    }

    @Test
    void whatIsDueIsLookedAtAgain() {
        function("p1", "later");
        JsonObject rule = json(create("later.example.com", "later"), 201);
        assertThat(rule.getString("status")).isEqualTo("unverified");
        dns.alias("later.example.com", "network.localhost");

        assertThat(lookAgain("later.example.com")).isEqualTo("verified");
        assertThat(told("later.example.com").getDomain().getVerified()).isTrue();
    }

    @Test
    void aVerifiedDomainThatLeadsElsewhereIsServedForItsTimeOfGrace() {
        function("p1", "moving");
        dns.alias("moving.example.com", "network.localhost");
        JsonObject rule = json(create("moving.example.com", "moving"), 201);
        assertThat(rule.getString("status")).isEqualTo("verified");
        dns.clear("moving.example.com").addresses("moving.example.com", "203.0.113.1");

        assertThat(type(verify(rule))).isEqualTo("rule_verification_failed");
        assertThat(lookAgain("moving.example.com")).isEqualTo("verified");
        assertThat(told("moving.example.com").getDomain().getVerified()).isTrue();

        write(
                "update meridian.proxy_rule set failing_since = failing_since - interval '2 days' where domain = $1",
                "moving.example.com");
        assertThat(lookAgain("moving.example.com")).isEqualTo("unverified");
        assertThat(told("moving.example.com").getDomain().getVerified()).isFalse();
    }

    @Test
    void aVerifiedDomainIsNotTakenDownBecauseNobodyCanBeAsked() {
        function("p1", "steady");
        dns.alias("steady.example.com", "network.localhost");
        json(create("steady.example.com", "steady"), 201);
        dns.fails("steady.example.com", DnsResponseCode.SERVFAIL);
        write(
                "update meridian.proxy_rule set failing_since = now() - interval '9 days' where domain = $1",
                "steady.example.com");

        assertThat(lookAgain("steady.example.com")).isEqualTo("verified");
    }

    @Test
    void theDoctorSaysOfEachRecordWhatWasSeenAndWhatIsWrong() {
        function("p1", "ill");
        dns.addresses("ill.example.org", "203.0.113.4")
                .text("_meridian.ill.example.org", "something else")
                .authority("example.org", "issue", "ca.example.net");
        JsonObject rule = json(create("ill.example.org", "ill"), 201);

        JsonObject diagnosis = json(send("GET", "/v1/network/domains/ILL.example.org", new JsonObject()), 200);

        assertThat(diagnosis.getString("ruleId")).isEqualTo(rule.getString("$id"));
        assertThat(diagnosis.getString("status")).isEqualTo("unverified");
        assertThat(diagnosis.getBoolean("verified")).isFalse();
        assertThat(diagnosis.getString("target")).isEqualTo("network.localhost");
        String server = "127.0.0.1:" + dns.address().getPort();
        JsonObject address = finding(diagnosis, "ill.example.org", "A");
        assertThat(address.getString("server")).isEqualTo(server);
        assertThat(address.getString("outcome")).isEqualTo("found");
        assertThat(address.getJsonArray("seen")).containsExactly("203.0.113.4");
        assertThat(address.getJsonArray("expected")).contains("192.0.2.1", "192.0.2.2");
        assertThat(address.getString("problem"))
                .isEqualTo("ill.example.org leads to 203.0.113.4 (A), which is not of network.localhost.");
        assertThat(finding(diagnosis, "ill.example.org", "AAAA").getString("problem"))
                .isEmpty();
        assertThat(finding(diagnosis, "_meridian.ill.example.org", "TXT").getString("problem"))
                .contains("something else");
        assertThat(finding(diagnosis, "example.org", "CAA").getString("problem"))
                .contains("let only ca.example.net");
        assertThat(diagnosis.getJsonArray("enter").stream().map(it -> ((JsonObject) it).getString("type")))
                .containsExactly("CNAME", "A", "A", "AAAA", "TXT");
        assertThat(rule.getString("logs")).contains("ca.example.net").contains("something else");
    }

    @Test
    void theDoctorSeesRulesOfItsOwnProjectOnly() {
        function("p1", "private");
        json(create("private.example.com", "private"), 201);
        String path = "/v1/network/domains/private.example.com";

        assertThat(type(api.send("GET", path, new byte[0], "X-Caller", "key", "X-Appwrite-Project", "p2")))
                .isEqualTo("rule_not_found");
        assertThat(type(send("GET", "/v1/network/domains/nobodys.example.com", new JsonObject())))
                .isEqualTo("rule_not_found");
        assertThat(dns.asked("nobodys.example.com")).isFalse();
        assertThat(json(send("GET", "/v1/network/domains/private.network.localhost", new JsonObject()), 200)
                        .getBoolean("verified"))
                .isTrue();
    }

    @Test
    void aDomainBelongsToOneProjectOfOneRegion() {
        function("p1", "first");
        function("p2", "second");
        json(create("taken.localhost", "first"), 201);
        TestingRegion.wait(api.network.node("nyc", Path.of("unused")).events().claim("domain", "far.localhost", "nyc"));

        assertThat(type(create("p2", "TAKEN.localhost", "second"))).isEqualTo("rule_already_exists");
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
        "*.example.org,               *.example.org",
        "*.shop.localhost,            *.shop.localhost",
        "*.org,                       ''",
        "*.localhost,                 ''",
        "*.network.localhost,         ''",
        "*.x.network.localhost,       ''",
        "*.fra.run.localhost,         ''",
        "*.*.example.org,             ''",
        "a.*.example.org,             ''",
        "*a.example.org,              ''",
        "*,                           ''",
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

    @Test
    void aWildcardIsVerifiedByItsTextAlone() {
        function("p1", "wild");
        dns.alias("*.wild.example", "network.localhost").alias("any.wild.example", "network.localhost");
        dns.alias("wild.example", "network.localhost");

        JsonObject rule = json(create("*.Wild.example", "wild"), 201);

        assertThat(rule.getString("domain")).isEqualTo("*.wild.example");
        assertThat(rule.getString("status")).isEqualTo("unverified");
        assertThat(rule.getString("logs")).contains("There is no TXT record at _meridian.wild.example.");
        dns.text("_meridian.wild.example", proof(rule));
        assertThat(json(verify(rule), 200).getString("status")).isEqualTo("verified");
        assertThat(told("*.wild.example").getDomain().getVerified()).isTrue();
        assertThat(json(send("GET", "/v1/network/domains/*.wild.example", new JsonObject()), 200)
                        .getBoolean("verified"))
                .isTrue();
    }

    @Test
    void aWildcardAndTheNamesBelowItAreOfOneProject() {
        function("p1", "mine");
        function("p2", "theirs");
        json(create("one.mixed.example", "mine"), 201);

        assertThat(type(create("p2", "*.mixed.example", "theirs"))).isEqualTo("rule_already_exists");
        json(create("*.mixed.example", "mine"), 201);
        assertThat(type(create("p2", "two.mixed.example", "theirs"))).isEqualTo("rule_already_exists");
        json(create("two.mixed.example", "mine"), 201);
        json(create("p2", "deep.two.mixed.example", "theirs"), 201);
        json(create("p2", "mixed.example", "theirs"), 201);
    }

    @Test
    void aWildcardExcludesNamesOfOtherRegions() {
        function("p1", "here");
        EventPlane far = api.network.node("nyc", Path.of("unused")).events();
        TestingRegion.wait(far.claim("domain", "*.far.example", "nyc"));

        assertThat(type(create("shop.far.example", "here"))).isEqualTo("rule_already_exists");
        awaitFree("domain", "shop.far.example");
        json(create("shop.near.example", "here"), 201);
        awaitFree("domain", "*.near.example");
    }

    @Test
    void namesOfOtherRegionsExcludeAWildcard() {
        function("p1", "wide");
        Domain theirs = Domain.newBuilder()
                .setDomain("shop.held.example")
                .setProjectId("q")
                .build();
        Domain ours = theirs.toBuilder().setProjectId("p1").build();
        try {
            api.network.knows(snapshot(theirs));
            assertThat(type(create("*.held.example", "wide"))).isEqualTo("rule_already_exists");
            awaitFree("domain", "*.held.example");
            TestingRegion.wait(
                    api.network.node("nyc", Path.of("unused")).events().release("domain", "*.held.example", "nyc"));
            api.network.knows(null);
            assertThat(create("*.held.example", "wide").statusCode()).isEqualTo(503);
            api.network.knows(snapshot(ours));
            json(create("*.held.example", "wide"), 201);
        } finally {
            api.network.knows(RegistrySnapshot.EMPTY);
        }
    }

    private static RegistrySnapshot snapshot(Domain domain) {
        return new RegistrySnapshot(Map.of(
                "nyc",
                Map.of(
                        "domain/" + domain.getDomain(),
                        Record.newBuilder().setDomain(domain).build())));
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

    private HttpResponse<byte[]> verify(JsonObject rule) {
        return send("PATCH", "/v1/proxy/rules/" + rule.getString("$id") + "/status", new JsonObject());
    }

    /** Has a domain's time come, and tells its status once it was looked at. */
    private String lookAgain(String domain) {
        write("update meridian.proxy_rule set next_check_at = null where domain <> $1", domain);
        write("update meridian.proxy_rule set next_check_at = now() - interval '1 minute' where domain = $1", domain);
        assertThat(TestingRegion.wait(proxy.checks().lookOnce())).isEqualTo(1);
        assertThat(TestingRegion.wait(proxy.checks().lookOnce())).isZero();
        return TestingRegion.wait(
                        api.region.database().read("select status from meridian.proxy_rule where domain = $1", domain))
                .iterator()
                .next()
                .getString(0);
    }

    private void write(String sql, String domain) {
        assertThat(TestingRegion.wait(api.region.database().write(sql, domain))).isNotNull();
    }

    /** The text that the rule's log asks for. */
    private static String proof(JsonObject rule) {
        return rule.getString("logs")
                .lines()
                .filter(line -> line.startsWith("TXT "))
                .map(line -> line.split(" ", 4)[2])
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject finding(JsonObject diagnosis, String name, String type) {
        return diagnosis.getJsonArray("records").stream()
                .map(JsonObject.class::cast)
                .filter(it -> it.getString("name").equals(name)
                        && it.getString("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<byte[]> create(String domain, String function) {
        return create("p1", domain, function);
    }

    private HttpResponse<byte[]> create(String project, String domain, String function) {
        return send(
                project,
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
        return send("p1", method, path, body);
    }

    private HttpResponse<byte[]> send(String project, String method, String path, JsonObject body) {
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

    private static JsonObject json(HttpResponse<byte[]> reply, int status) {
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertThat(reply.statusCode()).as(text).isEqualTo(status);
        return new JsonObject(text);
    }

    private static String type(HttpResponse<byte[]> reply) {
        return String.valueOf(new JsonObject(new String(reply.body(), StandardCharsets.UTF_8)).getString("type"));
    }
}
