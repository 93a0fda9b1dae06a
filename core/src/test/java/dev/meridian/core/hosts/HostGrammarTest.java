package dev.meridian.core.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.node.Domains;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Record;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostGrammarTest {

    private static final Domain SHOP =
            Domain.newBuilder().setDomain("shop.example.com").setVerified(true).build();
    private static final Domain CLAIMED_ONLY =
            Domain.newBuilder().setDomain("claimed.example.com").build();
    private static final Domain SQUATTER =
            Domain.newBuilder().setDomain("fra.localhost").setVerified(true).build();

    private static final Domain FURTHER = Domain.newBuilder()
            .setDomain("further.network.localhost")
            .setVerified(true)
            .build();
    private static final Domain LATER = Domain.newBuilder()
            .setDomain("own.network.localhost")
            .setVerified(true)
            .build();
    private static final Function OWN = Function.newBuilder()
            .setProjectId("p")
            .setFunctionId("f")
            .setLabel("own")
            .build();

    private final HostGrammar grammar =
            new HostGrammar(new Domains("localhost", "run.localhost", "network.localhost"), List.of("fra", "nyc"));
    private final RegistrySnapshot registry = new RegistrySnapshot(Map.of(
            "fra", Map.of("domain/1", record(SHOP), "domain/2", record(CLAIMED_ONLY), "domain/3", record(SQUATTER))));

    @ParameterizedTest
    @CsvSource({
        "localhost,                  Api[]",
        "127.0.0.1,                  Api[]",
        "[::1],                      Api[]",
        "fra.localhost,              RegionApi[region=fra]",
        "hello.network.localhost,    FunctionLabel[label=hello]",
        "a-1.nyc.run.localhost,      'FunctionInRegion[label=a-1, region=nyc]'",
    })
    void aHostOfTheNetworkNamesItsTarget(String host, String target) {
        assertThat(grammar.target(host, registry)).hasToString(target);
    }

    @ParameterizedTest
    @CsvSource({
        "network.localhost",
        "run.localhost",
        "fra.run.localhost",
        "hello.xyz.run.localhost",
        "a.b.nyc.run.localhost",
        "a.b.network.localhost",
        "-a.network.localhost",
        "a_b.network.localhost",
        "xyz.localhost",
        "evillocalhost",
        "evilnetwork.localhost",
        "example.com",
        "claimed.example.com",
        "''",
    })
    void anythingElseIsUnknown(String host) {
        assertThat(grammar.target(host, registry)).isInstanceOf(HostTarget.Unknown.class);
    }

    @Test
    void aVerifiedCustomDomainNamesItsRule() {
        assertThat(grammar.target("shop.example.com", registry)).isEqualTo(new HostTarget.CustomDomain(SHOP));
    }

    @Test
    void aRuleGivesAFurtherHostOfTheNetworkUnlessThatIsSomebodysOwn() {
        RegistrySnapshot ruled = new RegistrySnapshot(Map.of(
                "fra",
                Map.of(
                        "domain/1", record(FURTHER),
                        "domain/2", record(LATER),
                        "function/1", Record.newBuilder().setFunction(OWN).build())));

        assertThat(grammar.target("further.network.localhost", ruled)).isEqualTo(new HostTarget.CustomDomain(FURTHER));
        assertThat(grammar.target("own.network.localhost", ruled)).isEqualTo(new HostTarget.FunctionLabel("own"));
        assertThat(grammar.target("none.network.localhost", ruled)).isEqualTo(new HostTarget.FunctionLabel("none"));
    }

    @ParameterizedTest
    @CsvSource({
        "p1,    /v1/ping?project=p2,          p1",
        ",      /v1/ping?a=1&project=p2&b=2,  p2",
        "' ',   /v1/ping?project=a%2Eb,       a.b",
        ",      /v1/ping?project=%zz,         %zz",
        ",      /v1/ping?projects=p2,         console",
        ",      /v1/ping,                     console",
        "console, /v1/projects/shop/keys,     shop",
        "console, /v1/projects/shop,          console",
    })
    void theProjectComesFromThePathElseTheHeaderElseTheQuery(String header, String uri, String project) {
        MultiMap headers = HttpHeaders.headers();
        if (header != null) {
            headers.set("x-appwrite-project", header);
        }
        RequestHead head = new RequestHead(HttpMethod.GET, "http", "localhost", uri, headers, 0);

        assertThat(NamedProject.of(head)).isEqualTo(project);
    }

    @ParameterizedTest
    @CsvSource({
        "any.example.com,        *.example.com",
        "x-1.example.com,        *.example.com",
        "shop.example.com,       shop.example.com",
        "waiting.example.com,    *.example.com",
        "squatted.example.com,   *.example.com",
        "deep.any.example.com,   ''",
        "example.com,            ''",
        ".example.com,           ''",
        "*.example.com,          ''",
        "any.unproven.com,       ''",
        "contested.example.com,  ''",
        "any.localhost,          ''",
        "any.network.localhost,  ''",
    })
    void aVerifiedWildcardStandsForOneLabelBelow(String host, String domain) {
        RegistrySnapshot wild = new RegistrySnapshot(Map.of(
                "fra",
                Map.of(
                        "1", record(domain("*.example.com", "p", true)),
                        "2", record(domain("shop.example.com", "p", true)),
                        "3", record(domain("waiting.example.com", "p", false)),
                        "4", record(domain("*.unproven.com", "p", false)),
                        "5", record(domain("*.network.localhost", "p", true)),
                        "6", record(domain("*.localhost.example", "p", true))),
                "nyc",
                Map.of(
                        "1", record(domain("squatted.example.com", "q", false)),
                        "2", record(domain("contested.example.com", "q", true)))));

        HostTarget target = grammar.target(host, wild);

        String served = target instanceof HostTarget.CustomDomain(Domain rule) ? rule.getDomain() : "";
        assertThat(served).isEqualTo(domain);
    }

    private static Domain domain(String name, String project, boolean verified) {
        return Domain.newBuilder()
                .setDomain(name)
                .setProjectId(project)
                .setVerified(verified)
                .build();
    }

    private static Record record(Domain domain) {
        return Record.newBuilder().setDomain(domain).build();
    }
}
