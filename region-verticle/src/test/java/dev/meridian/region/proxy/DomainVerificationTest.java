package dev.meridian.region.proxy;

import static dev.meridian.region.proxy.ProxyStage.finding;
import static dev.meridian.region.proxy.ProxyStage.json;
import static dev.meridian.region.proxy.ProxyStage.proof;
import static dev.meridian.region.proxy.ProxyStage.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DomainVerificationTest {

    @RegisterExtension
    static final ProxyStage stage = ProxyStage.open();

    @Test
    void aDomainIsVerifiedOnceItsAddressesAreTheNetworks() {
        stage.function("p1", "dns");
        JsonObject rule = json(stage.create("elsewhere.example.com", "dns"), 201);

        assertThat(rule.getString("status")).isEqualTo("unverified");
        assertThat(rule.getString("logs"))
                .contains("203.0.113.9")
                .contains("CNAME elsewhere.example.com network.localhost")
                .contains("TXT _meridian.elsewhere.example.com meridian-domain=");
        assertThat(stage.told("elsewhere.example.com").getDomain().getVerified())
                .isFalse();
        assertThat(type(stage.verify(rule))).isEqualTo("rule_verification_failed");

        stage.dns.clear("elsewhere.example.com").addresses("elsewhere.example.com", "192.0.2.2", "203.0.113.9");
        assertThat(type(stage.verify(rule))).isEqualTo("rule_verification_failed");

        stage.dns.clear("elsewhere.example.com").addresses("elsewhere.example.com", "192.0.2.2", "2001:db8::1");
        JsonObject verified = json(stage.verify(rule), 200);
        assertThat(verified.getString("status")).isEqualTo("verified");
        assertThat(verified.getString("logs")).isEmpty();
        assertThat(stage.told("elsewhere.example.com").getDomain().getVerified())
                .isTrue();
    }

    @Test
    void aDomainIsVerifiedByAnAlias() {
        stage.function("p1", "alias");
        stage.dns.alias("alias.example.com", "www.example.net").alias("www.example.net", "network.localhost");

        assertThat(json(stage.create("alias.example.com", "alias"), 201).getString("status"))
                .isEqualTo("verified");
    }

    @Test
    void aDomainBehindAnotherProxyIsVerifiedByTheTextOfItsOwnRuleOnly() {
        stage.function("p1", "proxied");
        stage.dns.addresses("proxied.example.com", "203.0.113.7").addresses("proxied.example.net", "203.0.113.7");
        JsonObject rule = json(stage.create("proxied.example.com", "proxied"), 201);
        JsonObject other = json(stage.create("proxied.example.net", "proxied"), 201);
        stage.dns.text("_meridian.proxied.example.com", proof(other));

        assertThat(type(stage.verify(rule))).isEqualTo("rule_verification_failed");

        stage.dns.text("_meridian.proxied.example.com", proof(rule));
        assertThat(json(stage.verify(rule), 200).getString("status")).isEqualTo("verified");
    }

    @Test
    void nothingIsVerifiedWhileNobodyCanBeAsked() {
        stage.function("p1", "unsure");
        stage.dns.fails("unsure.example.com", DnsResponseCode.SERVFAIL);

        JsonObject rule = json(stage.create("unsure.example.com", "unsure"), 201);

        assertThat(rule.getString("status")).isEqualTo("verifying");
        assertThat(rule.getString("logs")).containsIgnoringCase("servfail");
        assertThat(stage.told("unsure.example.com").getDomain().getVerified()).isFalse();
        assertThat(type(stage.verify(rule))).isEqualTo("rule_verification_failed");
    }

    @Test
    void whatIsDueIsLookedAtAgain() {
        stage.function("p1", "later");
        JsonObject rule = json(stage.create("later.example.com", "later"), 201);
        assertThat(rule.getString("status")).isEqualTo("unverified");
        stage.dns.alias("later.example.com", "network.localhost");

        assertThat(stage.lookAgain("later.example.com")).isEqualTo("verified");
        assertThat(stage.told("later.example.com").getDomain().getVerified()).isTrue();
    }

    @Test
    void aVerifiedDomainThatLeadsElsewhereIsServedForItsTimeOfGrace() {
        stage.function("p1", "moving");
        stage.dns.alias("moving.example.com", "network.localhost");
        JsonObject rule = json(stage.create("moving.example.com", "moving"), 201);
        assertThat(rule.getString("status")).isEqualTo("verified");
        stage.dns.clear("moving.example.com").addresses("moving.example.com", "203.0.113.1");

        assertThat(type(stage.verify(rule))).isEqualTo("rule_verification_failed");
        assertThat(stage.lookAgain("moving.example.com")).isEqualTo("verified");
        assertThat(stage.told("moving.example.com").getDomain().getVerified()).isTrue();

        stage.write(
                "update meridian.proxy_rule set failing_since = failing_since - interval '2 days' where domain = $1",
                "moving.example.com");
        assertThat(stage.lookAgain("moving.example.com")).isEqualTo("unverified");
        assertThat(stage.told("moving.example.com").getDomain().getVerified()).isFalse();
    }

    @Test
    void aVerifiedDomainIsNotTakenDownBecauseNobodyCanBeAsked() {
        stage.function("p1", "steady");
        stage.dns.alias("steady.example.com", "network.localhost");
        json(stage.create("steady.example.com", "steady"), 201);
        stage.dns.fails("steady.example.com", DnsResponseCode.SERVFAIL);
        stage.write(
                "update meridian.proxy_rule set failing_since = now() - interval '9 days' where domain = $1",
                "steady.example.com");

        assertThat(stage.lookAgain("steady.example.com")).isEqualTo("verified");
    }

    @Test
    void theDoctorSaysOfEachRecordWhatWasSeenAndWhatIsWrong() {
        stage.function("p1", "ill");
        stage.dns
                .addresses("ill.example.org", "203.0.113.4")
                .text("_meridian.ill.example.org", "something else")
                .authority("example.org", "issue", "ca.example.net");
        JsonObject rule = json(stage.create("ill.example.org", "ill"), 201);

        JsonObject diagnosis = json(stage.send("GET", "/v1/network/domains/ILL.example.org", new JsonObject()), 200);

        assertThat(diagnosis.getString("ruleId")).isEqualTo(rule.getString("$id"));
        assertThat(diagnosis.getString("status")).isEqualTo("unverified");
        assertThat(diagnosis.getBoolean("verified")).isFalse();
        assertThat(diagnosis.getString("target")).isEqualTo("network.localhost");
        String server = "127.0.0.1:" + stage.dns.address().getPort();
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
        stage.function("p1", "private");
        json(stage.create("private.example.com", "private"), 201);
        String path = "/v1/network/domains/private.example.com";

        assertThat(type(stage.api.send("GET", path, new byte[0], "X-Caller", "key", "X-Appwrite-Project", "p2")))
                .isEqualTo("rule_not_found");
        assertThat(type(stage.send("GET", "/v1/network/domains/nobodys.example.com", new JsonObject())))
                .isEqualTo("rule_not_found");
        assertThat(stage.dns.asked("nobodys.example.com")).isFalse();
        assertThat(json(stage.send("GET", "/v1/network/domains/private.network.localhost", new JsonObject()), 200)
                        .getBoolean("verified"))
                .isTrue();
    }
}
