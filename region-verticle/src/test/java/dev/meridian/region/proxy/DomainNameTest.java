package dev.meridian.region.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.node.Domains;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DomainNameTest {

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
}
