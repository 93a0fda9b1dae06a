package dev.meridian.region.proxy;

import static dev.meridian.region.proxy.ProxyStage.finding;
import static dev.meridian.region.proxy.ProxyStage.json;
import static dev.meridian.region.proxy.ProxyStage.proof;
import static dev.meridian.region.proxy.ProxyStage.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.region.TestingRegion;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets a domain that somebody else had, has, or has only named. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DomainTakeoverTest {

    private static final Pattern ASKED_TEXT = Pattern.compile("TXT (\\S+) (meridian-domain=\\S+)");

    @RegisterExtension
    static final ProxyStage stage = ProxyStage.open();

    @BeforeAll
    void start() {
        stage.function("p1", "mine");
        stage.function("p2", "theirs");
    }

    @Test
    void aRecordThatWasLeftBehindVerifiesTheDomainForNoOtherProject() {
        stage.dns.alias("left.example.com", "network.localhost");
        JsonObject first = json(stage.create("left.example.com", "mine"), 201);
        assertThat(first.getString("status")).isEqualTo("verified");
        delete("p1", first);

        JsonObject second = json(stage.create("p2", "left.example.com", "theirs"), 201);

        assertThat(second.getString("status")).isEqualTo("unverified");
        assertThat(second.getString("logs")).contains("Another project had left.example.com before");
        assertThat(stage.told("left.example.com").getDomain().getVerified()).isFalse();
        assertThat(stage.lookAgain("left.example.com")).isEqualTo("unverified");
        JsonObject diagnosis =
                json(stage.send("p2", "GET", "/v1/network/domains/left.example.com", new JsonObject()), 200);
        assertThat(diagnosis.getBoolean("verified")).isFalse();
        assertThat(finding(diagnosis, "_meridian.left.example.com", "TXT").getString("problem"))
                .contains("Another project had left.example.com before");
        assertThat(finding(diagnosis, "left.example.com", "A").getString("problem"))
                .isEmpty();

        stage.dns.text("_meridian.left.example.com", proof(second));
        assertThat(json(verify("p2", second), 200).getString("status")).isEqualTo("verified");
        stage.dns.clear("_meridian.left.example.com");
        assertThat(stage.lookAgain("left.example.com")).isEqualTo("verified");
    }

    @Test
    void theProjectThatHadItGetsItBackByTheRecordAlone() {
        stage.dns.alias("back.example.com", "network.localhost");
        delete("p1", json(stage.create("back.example.com", "mine"), 201));

        assertThat(json(stage.create("back.example.com", "mine"), 201).getString("status"))
                .isEqualTo("verified");
    }

    @Test
    void aDomainThatWasNeverVerifiedIsNotRemembered() {
        delete("p1", json(stage.create("never.example.com", "mine"), 201));
        stage.dns.alias("never.example.com", "network.localhost");

        assertThat(json(stage.create("p2", "never.example.com", "theirs"), 201).getString("status"))
                .isEqualTo("verified");
    }

    @Test
    void aProjectMadeAnewUnderTheIdOfADeletedOneIsAnother() {
        stage.function("p3", "former");
        stage.dns.alias("reborn.example.com", "network.localhost");
        json(stage.create("p3", "reborn.example.com", "former"), 201);
        TestingRegion.wait(stage.api
                .region
                .database()
                .transaction(connection -> stage.proxy().forget(connection, "p3")));

        assertThat(json(stage.create("p3", "reborn.example.com", "former"), 201).getString("status"))
                .isEqualTo("unverified");
    }

    @Test
    void theRecordOfAWildcardThatWasGivenUpVerifiesNoNameBelowIt() {
        stage.dns.alias("shop.gone.example", "network.localhost");
        JsonObject wildcard = json(stage.create("*.gone.example", "mine"), 201);
        stage.dns.text("_meridian.gone.example", proof(wildcard));
        json(stage.verify(wildcard), 200);
        delete("p1", wildcard);

        assertThat(json(stage.create("p2", "shop.gone.example", "theirs"), 201).getString("status"))
                .isEqualTo("unverified");
    }

    @Test
    void whoHeldADomainIsForgottenInTime() {
        stage.dns.alias("old.example.com", "network.localhost");
        delete("p1", json(stage.create("old.example.com", "mine"), 201));
        stage.awaitFree("domain", "old.example.com");
        EventPlane far = stage.api.network.node("nyc", Path.of("unused")).events();
        TestingRegion.wait(far.release("domain", "old.example.com", "nyc"));
        assertThat(TestingRegion.wait(far.holder("former", "old.example.com"))).contains("fra");
        stage.write(
                "update meridian.former_domain set until = now() - interval '1 s' where domain = $1",
                "old.example.com");

        TestingRegion.wait(stage.proxy().holders().expire(Instant.now()));
        stage.api.region.names().wake();

        stage.awaitFree("former", "old.example.com");
        TestingRegion.wait(far.release("former", "old.example.com", "nyc"));
        assertThat(json(stage.create("p2", "old.example.com", "theirs"), 201).getString("status"))
                .isEqualTo("verified");
    }

    @Test
    void whatAnotherRegionRemembersIsAskedForTooAndNothingIsKnownBeforeItIsFree() {
        EventPlane far = stage.api.network.node("nyc", Path.of("unused")).events();
        stage.dns.alias("moved.example.com", "network.localhost");
        TestingRegion.wait(far.claim("former", "moved.example.com", "nyc"));

        JsonObject rule = json(stage.create("moved.example.com", "mine"), 201);
        assertThat(rule.getString("status")).isEqualTo("unverified");
        stage.dns.text("_meridian.moved.example.com", proof(rule));
        json(stage.verify(rule), 200);

        TestingRegion.wait(far.release("former", "moved.example.com", "nyc"));
        delete("p1", rule);
        stage.awaitFree("domain", "moved.example.com");
        assertThat(TestingRegion.wait(far.holder("former", "moved.example.com")))
                .contains("fra");
    }

    @Test
    void aRuleThatIsNotVerifiedGivesWayToTheOwnersProofAndToNothingLess() {
        JsonObject squatter = json(stage.create("p2", "wanted.example.com", "theirs"), 201);
        stage.dns.alias("wanted.example.com", "network.localhost");

        HttpResponse<byte[]> refused = stage.create("wanted.example.com", "mine");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(type(refused)).isEqualTo("rule_already_exists");
        assertThat(json(stage.send("p2", "GET", path(squatter), new JsonObject()), 200)
                        .getString("status"))
                .isEqualTo("unverified");
        enter(refused);
        JsonObject owned = json(stage.create("wanted.example.com", "mine"), 201);
        assertThat(owned.getString("status")).isEqualTo("verified");
        assertThat(type(stage.send("p2", "GET", path(squatter), new JsonObject())))
                .isEqualTo("rule_not_found");
        assertThat(stage.told("wanted.example.com").getDomain().getProjectId()).isEqualTo("p1");
    }

    @Test
    void theTextOfOneProjectIsNoProofForAnother() {
        JsonObject squatter = json(stage.create("p2", "text.example.com", "theirs"), 201);
        stage.dns.text("_meridian.text.example.com", proof(squatter));

        assertThat(type(stage.create("text.example.com", "mine"))).isEqualTo("rule_already_exists");
        assertThat(json(verify("p2", squatter), 200).getString("status")).isEqualTo("verified");
    }

    @Test
    void aVerifiedRuleGivesWayOnlyOnceItsDomainLeadsElsewhere() {
        stage.dns.alias("firm.example.com", "network.localhost");
        json(stage.create("p2", "firm.example.com", "theirs"), 201);
        stage.dns.text("_meridian.firm.example.com", "meridian-domain=" + token("p1", "firm.example.com"));

        HttpResponse<byte[]> refused = stage.create("firm.example.com", "mine");
        assertThat(type(refused)).isEqualTo("rule_already_exists");
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).doesNotContain("TXT");

        stage.dns.clear("firm.example.com").addresses("firm.example.com", "203.0.113.1");
        assertThat(stage.lookAgain("firm.example.com")).isEqualTo("verified");
        assertThat(json(stage.create("firm.example.com", "mine"), 201).getString("status"))
                .isEqualTo("verified");
    }

    @Test
    void aWildcardAndTheNamesBelowItGiveWayToEachOther() {
        json(stage.create("p2", "*.squat.example", "theirs"), 201);
        HttpResponse<byte[]> name = stage.create("www.squat.example", "mine");
        assertThat(type(name)).isEqualTo("rule_already_exists");
        enter(name);
        json(stage.create("www.squat.example", "mine"), 201);

        json(stage.create("p2", "www.below.example", "theirs"), 201);
        json(stage.create("p2", "api.below.example", "theirs"), 201);
        HttpResponse<byte[]> wildcard = stage.create("*.below.example", "mine");
        assertThat(type(wildcard)).isEqualTo("rule_already_exists");
        enter(wildcard);
        assertThat(json(stage.create("*.below.example", "mine"), 201).getString("status"))
                .isEqualTo("verified");
        assertThat(stage.told("www.below.example").hasDeleted()).isTrue();
        assertThat(stage.told("api.below.example").hasDeleted()).isTrue();
    }

    @Test
    void aProjectHasOnlySoManyDomainsThatAreNotVerified() {
        stage.function("p4", "many");
        for (int i = 0; i < 100; i++) {
            json(stage.create("p4", "n" + i + ".many.example", "many"), 201);
        }

        HttpResponse<byte[]> refused = stage.create("p4", "more.many.example", "many");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(type(refused)).isEqualTo("general_rate_limit_exceeded");
        stage.dns.alias("right.many.example", "network.localhost");
        assertThat(json(stage.create("p4", "right.many.example", "many"), 201).getString("status"))
                .isEqualTo("verified");
    }

    private void delete(String project, JsonObject rule) {
        assertThat(stage.send(project, "DELETE", path(rule), new JsonObject()).statusCode())
                .isEqualTo(204);
    }

    private HttpResponse<byte[]> verify(String project, JsonObject rule) {
        return stage.send(project, "PATCH", path(rule) + "/status", new JsonObject());
    }

    private static String path(JsonObject rule) {
        return "/v1/proxy/rules/" + rule.getString("$id");
    }

    private String token(String project, String domain) {
        return DomainProof.token(TestingRegion.wait(stage.proxy().holders().secret(project)), domain);
    }

    /** Enters the text that a refusal asks for. */
    private void enter(HttpResponse<byte[]> refusal) {
        Matcher asked = ASKED_TEXT.matcher(
                new JsonObject(new String(refusal.body(), StandardCharsets.UTF_8)).getString("message"));
        assertThat(asked.find()).isTrue();
        stage.dns.text(asked.group(1), asked.group(2));
    }
}
