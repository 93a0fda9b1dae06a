package dev.meridian.edge.cache.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Ruling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    private static final Rule ANY =
            new Rule("", "", Set.of(), Set.of(), OptionalLong.empty(), false, false, List.of(), Optional.empty());

    private static Fields fields(String name, String value) {
        return asked -> Map.of(name, List.of(value)).getOrDefault(asked, List.of());
    }

    private static Rule fresh(String host, String prefix, Set<String> extensions, Set<Integer> statuses) {
        return new Rule(
                host, prefix, extensions, statuses, OptionalLong.of(60_000), false, false, List.of(), Optional.empty());
    }

    private static Rule query(QueryRule query) {
        return new Rule("", "", Set.of(), Set.of(), OptionalLong.empty(), false, false, List.of(), Optional.of(query));
    }

    private static Handling handling(String host, String uri, Rule... rules) {
        return new Policy(List.of(rules), List.of()).of(host, uri, Source.OUTSIDE);
    }

    @ParameterizedTest
    @CsvSource({
        "/a?utm_source=x, /a",
        "/a?utm_source=x&page=2&fbclid=y, /a?page=2",
        "/a?page=2&page=3, /a?page=2&page=3",
        "/a?PAGE=2&Utm_source=x, /a?PAGE=2&Utm_source=x",
        "/a?%75tm_source=x&b, /a?b",
        "/a?fb%63lid=1, /a",
        "/a?fbclid, /a",
        "/a?fbclidx=1, /a?fbclidx=1",
        "/a?b=utm_source=1, /a?b=utm_source=1",
        "/a, /a",
        "/a?, /a",
        "/a?b=%zz&%zz=1, /a?b=%zz&%zz=1",
    })
    void whatIsIgnoredOfAQueryMakesNoDifference(String sent, String stored) {
        Handling handling = handling("h", sent, query(QueryRule.ignoring(List.of("utm_*", "fbclid"))));

        assertThat(handling.uri(sent)).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "/a?page=2&x=1, /a?page=2",
        "/a?%70age=2&x=1, /a?%70age=2",
        "/a?x=1, /a",
        "/a?pages=1, /a",
        "/a?my+name=1&page, /a?my+name=1&page",
    })
    void onlyWhatIsKeptOfAQueryMakesADifference(String sent, String stored) {
        Handling handling = handling("h", sent, query(QueryRule.keeping(List.of("page", "my name"))));

        assertThat(handling.uri(sent)).isEqualTo(stored);
    }

    @Test
    void theFirstRuleThatSpeaksOfTheQueryDecides() {
        Handling handling = handling(
                "h", "/a?x=1&y=2", ANY, query(QueryRule.ignoring(List.of("x"))), query(QueryRule.keeping(List.of())));

        assertThat(handling.uri("/a?x=1&y=2")).isEqualTo("/a?y=2");
    }

    @Test
    void ofTheProjectsOwnFilesTheQueryStaysWhole() {
        Policy policy = new Policy(List.of(query(QueryRule.keeping(List.of()))), List.of());

        assertThat(policy.of("h", "/f?token=t", Source.REGION).uri("/f?token=t"))
                .isEqualTo("/f?token=t");
    }

    @ParameterizedTest
    @CsvSource({
        "/news, true",
        "/news/, true",
        "/news/today?x, true",
        "/newsroom, false",
        "/%6Eews/today, true",
        "/News, false",
        "/news/../account, false",
        "/news/%2e%2E/account, false",
        "/news/..%2faccount, false",
        "/news\\..\\account, false",
        "/news/a%5Cb, false",
        "/news//a, false",
        "/news/a;x, false",
        "/, false",
    })
    void aPrefixCoversWhatIsBelowIt(String uri, boolean covered) {
        Handling handling = handling("h", uri, fresh("", "/news", Set.of(), Set.of()));

        assertThat(handling.ruling(200, fields("content-type", "text/plain")).isPresent())
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b.css, text/css, true",
        "/a/b.CSS?v=1, text/css, true",
        "/a/b.js, text/javascript, false",
        "/a.css/b, text/plain, false",
        "/account/x.css, text/html; charset=utf-8, false",
        "/account/x.css, '', false",
        "/css, text/css, false",
    })
    void anExtensionIsOfTheLastSegmentAndOfNoPage(String uri, String type, boolean covered) {
        Handling handling = handling("h", uri, fresh("", "", Set.of("css"), Set.of()));

        assertThat(handling.ruling(200, fields("content-type", type)).isPresent())
                .isEqualTo(covered);
    }

    @Test
    void aPageIsCoveredByTheExtensionOfPages() {
        Handling handling = handling("h", "/a.html", fresh("", "", Set.of("html"), Set.of()));

        assertThat(handling.ruling(200, fields("content-type", "text/html"))).contains(new Ruling(60_000, false, true));
    }

    @Test
    void withoutStatusesOnlySuccessAndPermanentRedirectsAreMeant() {
        Handling usual = handling("h", "/a", fresh("", "", Set.of(), Set.of()));
        Handling negative = handling("h", "/a", fresh("", "", Set.of(), Set.of(404, 503)));

        assertThat(List.of(200, 301, 302, 404, 500).stream()
                        .filter(status ->
                                usual.ruling(status, name -> List.of()).isPresent()))
                .containsExactly(200, 301);
        assertThat(List.of(200, 404, 500, 503).stream()
                        .filter(status ->
                                negative.ruling(status, name -> List.of()).isPresent()))
                .containsExactly(404, 503);
    }

    @Test
    void aHostsRuleIsForThatHost() {
        assertThat(handling("a.example", "/", fresh("a.example", "", Set.of(), Set.of()))
                        .ruling(200, name -> List.of()))
                .isPresent();
        assertThat(handling("b.example", "/", fresh("a.example", "", Set.of(), Set.of()))
                        .ruling(200, name -> List.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "session=1, cookie",
        "theme=dark; session=, cookie",
        "wp_logged_in=x, cookie",
        "xsession=1; sessions=2, ",
        "theme=session, ",
    })
    void aCookieThatIsNamedBypasses(String cookies, @Nullable String reason) {
        Rule rule = new Rule(
                "",
                "",
                Set.of(),
                Set.of(),
                OptionalLong.empty(),
                false,
                false,
                List.of(NamePattern.of("session"), NamePattern.of("wp_*")),
                Optional.empty());

        assertThat(handling("h", "/", rule).bypass(fields("cookie", cookies))).isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void anAmbiguousPathIsBypassedAllTheSame() {
        Rule rule = new Rule(
                "", "/admin", Set.of(), Set.of(), OptionalLong.empty(), false, true, List.of(), Optional.empty());

        assertThat(handling("h", "/admin/../x", rule).bypass(name -> List.of())).contains("policy");
    }
}
