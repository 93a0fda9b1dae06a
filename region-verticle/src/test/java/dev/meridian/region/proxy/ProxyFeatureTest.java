package dev.meridian.region.proxy;

import static dev.meridian.region.proxy.ProxyStage.json;
import static dev.meridian.region.proxy.ProxyStage.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.region.TestingRegion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyFeatureTest {

    @RegisterExtension
    static final ProxyStage stage = ProxyStage.open();

    @Test
    void aDomainOfAFunctionIsToldToTheNetworkUntilItIsDeleted() {
        stage.function("p1", "hello");

        JsonObject rule = json(stage.create("shop.localhost", "hello"), 201);

        assertThat(rule.getString("status")).isEqualTo("verified");
        assertThat(rule.getString("type")).isEqualTo("deployment");
        assertThat(rule.getString("trigger")).isEqualTo("manual");
        assertThat(rule.getString("deploymentResourceType")).isEqualTo("function");
        assertThat(rule.getString("deploymentResourceId")).isEqualTo("hello");
        Domain told = stage.told("shop.localhost").getDomain();
        assertThat(told.getVerified()).isTrue();
        assertThat(told.getTarget()).isEqualTo(Target.TARGET_FUNCTION);
        assertThat(told.getPlacement()).isEqualTo(Placement.PLACEMENT_EDGE);
        String path = "/v1/proxy/rules/" + rule.getString("$id");
        assertThat(json(stage.send("GET", path, new JsonObject()), 200)).isEqualTo(rule);

        assertThat(stage.send("DELETE", path, new JsonObject()).statusCode()).isEqualTo(204);

        assertThat(type(stage.send("GET", path, new JsonObject()))).isEqualTo("rule_not_found");
        assertThat(stage.told("shop.localhost").hasDeleted()).isTrue();
        stage.awaitFree("domain", "shop.localhost");
    }

    @Test
    void theHostsOfAFunctionAreRulesThatNobodyRemoves() {
        stage.function("p1", "listed");
        json(stage.create("listed.example.com", "listed"), 201);

        JsonArray rules = json(
                        stage.send(
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
        assertThat(type(stage.send("DELETE", "/v1/proxy/rules/" + own.getString("$id"), new JsonObject())))
                .isEqualTo("general_bad_request");
    }

    @Test
    void aDomainBelongsToOneProjectOfOneRegion() {
        stage.function("p1", "first");
        stage.function("p2", "second");
        json(stage.create("taken.localhost", "first"), 201);
        TestingRegion.wait(
                stage.api.network.node("nyc", Path.of("unused")).events().claim("domain", "far.localhost", "nyc"));

        assertThat(type(stage.create("p2", "TAKEN.localhost", "second"))).isEqualTo("rule_already_exists");
        assertThat(type(stage.create("far.localhost", "first"))).isEqualTo("rule_already_exists");
    }

    @Test
    void aDeletedFunctionTakesItsDomainsAndItsLabelAlong() {
        stage.function("p1", "brief");
        json(stage.create("brief.example.com", "brief"), 201);

        assertThat(stage.send("DELETE", "/v1/functions/brief", new JsonObject()).statusCode())
                .isEqualTo(204);

        assertThat(stage.told("brief.example.com").hasDeleted()).isTrue();
        stage.awaitFree("domain", "brief.example.com");
        stage.awaitFree("label", "brief");
    }

    @Test
    void redirectsAndTheApiHaveDomainsToo() {
        stage.function("p1", "old");
        JsonObject redirect = new JsonObject()
                .put("domain", "old.localhost")
                .put("url", "https://example.com/new")
                .put("statusCode", 308)
                .put("resourceId", "old")
                .put("resourceType", "function");

        assertThat(json(stage.send("POST", "/v1/proxy/rules/redirect", redirect), 201)
                        .getInteger("redirectStatusCode"))
                .isEqualTo(308);
        json(stage.send("POST", "/v1/proxy/rules/api", new JsonObject().put("domain", "api.shop.localhost")), 201);

        assertThat(stage.told("old.localhost").getDomain().getRedirectUrl()).isEqualTo("https://example.com/new");
        assertThat(stage.told("api.shop.localhost").getDomain().getTarget()).isEqualTo(Target.TARGET_API);
        assertThat(type(stage.send("POST", "/v1/proxy/rules/redirect", redirect.put("url", "javascript:alert(1)"))))
                .isEqualTo("general_argument_invalid");
        assertThat(type(stage.send(
                        "POST",
                        "/v1/proxy/rules/site",
                        new JsonObject().put("domain", "site.localhost").put("siteId", "s"))))
                .isEqualTo("rule_resource_not_found");
    }

    @Test
    void aDomainStandsInFrontOfAnOrigin() {
        JsonObject origin =
                new JsonObject().put("domain", "front.localhost").put("url", "https://Shop.Example.com:443/");

        JsonObject rule = json(stage.send("POST", "/v1/network/origins", origin), 201);

        assertThat(rule.getString("type")).isEqualTo("origin");
        assertThat(rule.getString("originUrl")).isEqualTo("https://shop.example.com");
        assertThat(stage.told("front.localhost").getDomain().getTarget()).isEqualTo(Target.TARGET_ORIGIN);
        assertThat(stage.told("front.localhost").getDomain().getOriginUrl()).isEqualTo("https://shop.example.com");
        assertThat(type(stage.send("POST", "/v1/network/origins", origin))).isEqualTo("rule_already_exists");
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

        assertThat(type(stage.send("POST", "/v1/network/origins", origin))).isEqualTo("general_argument_invalid");
    }

    @Test
    void rulesAreForKeysAndOfFunctionsThatExist() {
        HttpResponse<byte[]> guest = stage.api.send("GET", "/v1/proxy/rules", new byte[0]);

        assertThat(type(guest)).isEqualTo("general_unauthorized_scope");
        assertThat(type(stage.create("nobody.localhost", "absent"))).isEqualTo("rule_resource_not_found");
        assertThat(type(stage.create("localhost", "absent"))).isEqualTo("general_argument_invalid");
    }

    @Test
    void aFunctionMayHaveFurtherHostsOfTheNetwork() {
        stage.function("p1", "taken");
        stage.function("p1", "several");

        JsonObject rule = json(stage.create("6b09b3490011a16193ea.network.localhost", "several"), 201);
        JsonObject second = json(stage.create("again.network.localhost", "several"), 201);

        assertThat(rule.getString("status")).isEqualTo("verified");
        assertThat(rule.getString("trigger")).isEqualTo("manual");
        assertThat(stage.told("6b09b3490011a16193ea.network.localhost")
                        .getDomain()
                        .getVerified())
                .isTrue();
        assertThat(type(stage.create("taken.network.localhost", "several"))).isEqualTo("rule_already_exists");
        assertThat(type(stage.create("again.network.localhost", "taken"))).isEqualTo("rule_already_exists");
        assertThat(type(stage.create("a.b.network.localhost", "several"))).isEqualTo("general_argument_invalid");
        assertThat(type(stage.send(
                        "POST", "/v1/proxy/rules/api", new JsonObject().put("domain", "api.network.localhost"))))
                .isEqualTo("general_argument_invalid");

        stage.function("p1", "again");
        assertThat(json(stage.send("GET", "/v1/proxy/rules/" + second.getString("$id"), new JsonObject()), 200))
                .isEqualTo(second);
        stage.send("DELETE", "/v1/proxy/rules/" + rule.getString("$id"), new JsonObject());
        stage.awaitFree("label", "6b09b3490011a16193ea");
        stage.awaitFree("domain", "6b09b3490011a16193ea.network.localhost");
    }
}
