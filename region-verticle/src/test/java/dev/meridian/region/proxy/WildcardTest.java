package dev.meridian.region.proxy;

import static dev.meridian.region.proxy.ProxyStage.json;
import static dev.meridian.region.proxy.ProxyStage.proof;
import static dev.meridian.region.proxy.ProxyStage.snapshot;
import static dev.meridian.region.proxy.ProxyStage.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.region.TestingRegion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WildcardTest {

    @RegisterExtension
    static final ProxyStage stage = ProxyStage.open();

    @Test
    void aWildcardIsVerifiedByItsTextAlone() {
        stage.function("p1", "wild");
        stage.dns.alias("*.wild.example", "network.localhost").alias("any.wild.example", "network.localhost");
        stage.dns.alias("wild.example", "network.localhost");

        JsonObject rule = json(stage.create("*.Wild.example", "wild"), 201);

        assertThat(rule.getString("domain")).isEqualTo("*.wild.example");
        assertThat(rule.getString("status")).isEqualTo("unverified");
        assertThat(rule.getString("logs")).contains("There is no TXT record at _meridian.wild.example.");
        stage.dns.text("_meridian.wild.example", proof(rule));
        assertThat(json(stage.verify(rule), 200).getString("status")).isEqualTo("verified");
        assertThat(stage.told("*.wild.example").getDomain().getVerified()).isTrue();
        assertThat(json(stage.send("GET", "/v1/network/domains/*.wild.example", new JsonObject()), 200)
                        .getBoolean("verified"))
                .isTrue();
    }

    @Test
    void aWildcardAndTheNamesBelowItAreOfOneProject() {
        stage.function("p1", "mine");
        stage.function("p2", "theirs");
        json(stage.create("one.mixed.example", "mine"), 201);

        assertThat(type(stage.create("p2", "*.mixed.example", "theirs"))).isEqualTo("rule_already_exists");
        json(stage.create("*.mixed.example", "mine"), 201);
        assertThat(type(stage.create("p2", "two.mixed.example", "theirs"))).isEqualTo("rule_already_exists");
        json(stage.create("two.mixed.example", "mine"), 201);
        json(stage.create("p2", "deep.two.mixed.example", "theirs"), 201);
        json(stage.create("p2", "mixed.example", "theirs"), 201);
    }

    @Test
    void aWildcardExcludesNamesOfOtherRegions() {
        stage.function("p1", "here");
        EventPlane far = stage.api.network.node("nyc", Path.of("unused")).events();
        TestingRegion.wait(far.claim("domain", "*.far.example", "nyc"));

        assertThat(type(stage.create("shop.far.example", "here"))).isEqualTo("rule_already_exists");
        stage.awaitFree("domain", "shop.far.example");
        json(stage.create("shop.near.example", "here"), 201);
        stage.awaitFree("domain", "*.near.example");
    }

    @Test
    void namesOfOtherRegionsExcludeAWildcard() {
        stage.function("p1", "wide");
        Domain theirs = Domain.newBuilder()
                .setDomain("shop.held.example")
                .setProjectId("q")
                .build();
        Domain ours = theirs.toBuilder().setProjectId("p1").build();
        try {
            stage.api.network.knows(snapshot(theirs));
            assertThat(type(stage.create("*.held.example", "wide"))).isEqualTo("rule_already_exists");
            stage.awaitFree("domain", "*.held.example");
            TestingRegion.wait(stage.api
                    .network
                    .node("nyc", Path.of("unused"))
                    .events()
                    .release("domain", "*.held.example", "nyc"));
            stage.api.network.knows(null);
            assertThat(stage.create("*.held.example", "wide").statusCode()).isEqualTo(503);
            stage.api.network.knows(snapshot(ours));
            json(stage.create("*.held.example", "wide"), 201);
        } finally {
            stage.api.network.knows(RegistrySnapshot.EMPTY);
        }
    }
}
