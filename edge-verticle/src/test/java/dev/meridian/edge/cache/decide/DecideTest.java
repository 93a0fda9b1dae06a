package dev.meridian.edge.cache.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One table for each section. Headers are written {@code name: value}, parted by bars. */
class DecideTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final String DATE = "Fri, 15 Jan 2027 08:00:00 GMT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "GET    #                          # 200 # cache-control: max-age=5                        # Store ANYONE 5",
                "GET    #                          # 200 # cache-control: MAX-AGE=5                        # Store ANYONE 5",
                "GET    #                          # 200 # cache-control: max-age=5, s-maxage=9            # Store AUTHORIZED 9",
                "GET    #                          # 200 # cache-control: max-age=5, max-age=9             # Store ANYONE 5",
                "GET    #                          # 200 # cache-control: max-age=abc                      # Store ANYONE 0",
                "GET    #                          # 200 # cache-control: max-age=99999999999999           # Store ANYONE 2147483647",
                "GET    #                          # 200 # cache-control: x=\"max-age=5, y\", max-age=7    # Store ANYONE 7",
                "GET    #                          # 200 # cache-control: no-cache, max-age=5              # Store ANYONE 0",
                "GET    #                          # 200 # cache-control: max-age=5 | cache-control: public # Store AUTHORIZED 5",
                "GET    #                          # 200 # expires: Fri, 15 Jan 2027 08:01:00 GMT | date: " + DATE
                        + " # Store ANYONE 60",
                "GET    #                          # 200 # expires: Friday, 15-Jan-27 08:01:00 GMT | date: " + DATE
                        + " # Store ANYONE 60",
                "GET    #                          # 200 # expires: Fri Jan 15 08:01:00 2027 | date: " + DATE
                        + "      # Store ANYONE 60",
                "GET    #                          # 200 # expires: 0                                      # Store ANYONE 0",
                "GET    #                          # 200 # cache-control: max-age=5 | expires: Fri, 15 Jan 2027 08:01:00 GMT # Store ANYONE 5",
                "GET    #                          # 404 # cache-control: max-age=5                        # Store ANYONE 5",
                "GET    #                          # 200 # etag: \"1\"                                     # Refuse NO_FRESHNESS",
                "GET    #                          # 206 # cache-control: max-age=5                        # Store ANYONE 5",
                "GET    #                          # 500 # cache-control: max-age=5                        # Store ANYONE 5",
                "GET    #                          # 599 # cache-control: max-age=5                        # Store ANYONE 5",
                "GET    #                          # 599 # cache-control: max-age=5, must-understand       # Refuse STATUS",
                "GET    #                          # 200 # cache-control: max-age=5, must-understand, no-store # Store ANYONE 5",
                "GET    #                          # 304 # cache-control: max-age=5                        # Refuse STATUS",
                "GET    #                          # 200 # surrogate-control: max-age=7 | cache-control: no-store # Store ANYONE 7",
                "GET    #                          # 200 # surrogate-control: max-age=7;other | cache-control: max-age=5 # Store ANYONE 5",
                "GET    #                          # 200 # surrogate-control: public, max-age=7            # Store AUTHORIZED 7",
                "HEAD   #                          # 200 # cache-control: max-age=5                        # Refuse METHOD",
                "POST   #                          # 200 # cache-control: max-age=5                        # Refuse METHOD",
                "GET    # cache-control: no-store  # 200 # cache-control: max-age=5                        # Refuse REQUEST_NO_STORE",
                "GET    #                          # 200 # cache-control: max-age=5, no-store              # Refuse NO_STORE",
                "GET    #                          # 200 # cache-control: private=\"x\", max-age=5         # Refuse PRIVATE",
                "GET    #                          # 200 # cache-control: max-age=5 | set-cookie: a=b      # Refuse SET_COOKIE",
                "GET    #                          # 200 # cache-control: max-age=5 | vary: Accept, *      # Refuse VARY_ALL",
                "GET    # authorization: Basic eA  # 200 # cache-control: max-age=5                        # Refuse AUTHORIZATION",
                "GET    # authorization: Basic eA  # 200 # cache-control: max-age=5, public                # Store AUTHORIZED 5",
                "GET    # authorization: Basic eA  # 200 # cache-control: max-age=5, must-revalidate       # Store AUTHORIZED 5",
                "GET    # x-appwrite-jwt: t        # 200 # cache-control: max-age=5, public                # Refuse CREDENTIALS",
                "GET    # x-appwrite-jwt: t        # 200 # cdn-cache-control: max-age=5, public            # Store EVERYONE 5",
                "GET    # cookie: x=1; a_session_p=s # 200 # cache-control: max-age=5, public              # Refuse CREDENTIALS",
                "GET    # cookie: theme=dark       # 200 # cache-control: max-age=5, public                # Store AUTHORIZED 5",
                "GET    #                          # 200 # cache-control: private | cdn-cache-control: max-age=5 # Store ANYONE 5",
                "GET    #                          # 200 # cache-control: max-age=9 | cdn-cache-control: no-store # Refuse NO_STORE",
                "GET    #                          # 200 # cache-control: max-age=9 | cdn-cache-control: max-age=5; a=1 # Store ANYONE 5",
                "GET    #                          # 200 # cache-control: max-age=9 | cdn-cache-control: MAX-AGE=5 # Store ANYONE 9",
                "GET    #                          # 200 # cache-control: max-age=9 | cdn-cache-control: max-age=5,, # Store ANYONE 9",
                "GET    #                          # 200 # expires: 0 | cdn-cache-control: public          # Refuse NO_FRESHNESS",
            })
    void storageFollowsRfc9111Section3AndRfc9213(
            String method, @Nullable String request, int status, String response, String verdict) {
        RequestFacts facts = RequestFacts.of(method.strip(), fields(request));

        assertThat(told(Storage.judge(Profile.NETWORK, Optional.empty(), facts, status, fields(response), NOW)))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "false # cache-control: max-age=5                     # Store ANYONE 5",
                "false #                                              # Store ANYONE 60",
                "false # cache-control: public                        # Store ANYONE 60",
                "false # cache-control: no-store                      # Refuse NO_STORE",
                "true  # cache-control: max-age=5, public             # Store ANYONE 60",
                "true  # cache-control: no-store                      # Store ANYONE 60",
                "true  # cache-control: no-store, private             # Refuse PRIVATE",
                "true  # cache-control: max-age=5 | set-cookie: a=b   # Refuse SET_COOKIE",
                "true  # age: 100 | cache-control: max-age=5          # Store ANYONE 160",
            })
    void aProjectsWordCountsWhereTheResponseHasNoneOrItIsForced(
            boolean force, @Nullable String response, String verdict) {
        Ruling ruling = new Ruling(60_000, force, true);

        assertThat(told(Storage.judge(
                        Profile.NETWORK,
                        Optional.of(ruling),
                        RequestFacts.of("GET", fields(null)),
                        200,
                        fields(response),
                        NOW)))
                .isEqualTo(verdict);
    }

    @Test
    void aProjectsWordOnWhatTheRegionAnswersChangesOnlyHowLong() {
        Ruling ruling = new Ruling(60_000, true, false);

        assertThat(List.of("cache-control: max-age=5, public", "cache-control: no-store", "etag: \"1\"").stream()
                        .map(response -> told(Storage.judge(
                                Profile.NETWORK,
                                Optional.of(ruling),
                                RequestFacts.of("GET", fields(null)),
                                200,
                                fields(response),
                                NOW))))
                .containsExactly("Store AUTHORIZED 60", "Refuse NO_STORE", "Refuse NO_FRESHNESS");
    }

    private static String told(Storage verdict) {
        return switch (verdict) {
            case Storage.Store store ->
                "Store " + store.sharing() + " " + store.freshness().lifetime() / 1_000;
            case Storage.Refuse refuse -> "Refuse " + refuse.reason();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "200 # last-modified: Fri, 15 Jan 2027 07:00:00 GMT                                    # Store ANYONE 360",
                "200 # last-modified: Wed, 01 Jan 2020 00:00:00 GMT                                    # Store ANYONE 86400",
                "200 # last-modified: soon                                                             # Refuse NO_FRESHNESS",
                "200 # etag: \"1\"                                                                     # Store ANYONE 0",
                "200 # content-type: text/plain                                                        # Refuse NO_FRESHNESS",
                "201 # last-modified: Fri, 15 Jan 2027 07:00:00 GMT                                    # Refuse NO_FRESHNESS",
                "599 # last-modified: Fri, 15 Jan 2027 07:00:00 GMT                                    # Refuse NO_FRESHNESS",
                "599 # last-modified: Fri, 15 Jan 2027 07:00:00 GMT | cache-control: public            # Store AUTHORIZED 360",
                "200 # set-cookie: a=b | cache-control: max-age=5                                      # Store ANYONE 5",
                "200 # set-cookie: a=b | cache-control: private                                        # Refuse PRIVATE",
            })
    void theStrictProfileTakesWhatRfc9111Section422Allows(int status, String response, String verdict) {
        RequestFacts facts = RequestFacts.of("GET", fields(null));

        assertThat(told(Storage.judge(Profile.STRICT, Optional.empty(), facts, status, fields(response), NOW)))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "200 # /a?x # cache-control: max-age=5 # true",
                "201 # /a?x # cache-control: max-age=5 # false",
                "200 # /b   # cache-control: max-age=5 # false",
                "200 #      # cache-control: max-age=5 # false",
                "200 # /a?x # etag: \"1\"              # false",
            })
    void aResponseToPostIsOfGetAsRfc9110Section933Says(
            int status, @Nullable String location, String response, boolean isOfGet) {
        Optional<String> found = Optional.ofNullable(location).map(String::strip);

        assertThat(Storage.isOfGet(status, "/a?x", found, fields(response), NOW))
                .isEqualTo(isOfGet);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "# 5",
                "age: 3 # 5",
                "age: 3;a=1 # 0",
                "age: -3 # 0",
                "age: 3.0 # 0",
                "age: old # 0",
                "age: 3, 3 # 0",
                "age: 3 | age: 3 # 0",
            })
    void anAgeThatIsNoNumberIsNotTakenForYouth(@Nullable String age, long seconds) {
        StoredFacts stored = stored("cache-control: max-age=5" + (age == null ? "" : " | " + age));

        assertThat(stored.freshness().lifetime() / 1_000).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "bytes 0-4/10  # 0-4/10",
                "BYTES 5-9/10  # 5-9/10",
                "bytes 5-10/10 #",
                "bytes 5-4/10  #",
                "bytes 5-9/*   #",
                "bytes */10    #",
                "lines 5-9/10  #",
                "bytes 5-9/10 | content-range: bytes 5-9/10 #",
            })
    void whatAPartSaysOfItselfIsBelievedIfItCanBe(String contentRange, @Nullable String extent) {
        assertThat(Extent.of(fields("content-range: " + contentRange))
                        .map(it -> it.contentRange().substring("bytes ".length())))
                .isEqualTo(Optional.ofNullable(extent));
    }

    @Test
    void partsMeetWhenTheyLeaveNoGapAndAreOfOneLength() {
        Extent low = new Extent(0, 5, 10);

        assertThat(low.meets(new Extent(5, 5, 10))).isTrue();
        assertThat(low.meets(new Extent(3, 4, 10))).isTrue();
        assertThat(new Extent(5, 5, 10).meets(low)).isTrue();
        assertThat(low.meets(new Extent(6, 4, 10))).isFalse();
        assertThat(low.meets(new Extent(5, 5, 11))).isFalse();
        assertThat(low.holds(new ByteRange.Part(0, 4))).isTrue();
        assertThat(low.holds(new ByteRange.Part(4, 5))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/c,                      /c",
        "c?d=1,                   /a/c?d=1",
        "?d,                      /a/b?d",
        "../c,                    /c",
        "'',                      /a/b?q",
        "'#part',                 /a/b?q",
        "http://h:80/c,           /c",
        "http://H/c,              /c",
        "//h/c,                   /c",
        "http://h,                /",
        "http://other/c,",
        "http://h:81/c,",
        "https://h/c,",
        "http://h@other/c,",
        "'ht tp://h',",
        "mailto:a@h,",
    })
    void aReferenceCountsWhereItStaysWithItsHost(String reference, @Nullable String path) {
        assertThat(SameOrigin.path("http", "h", "/a/b?q", reference)).isEqualTo(Optional.ofNullable(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "\"a\"                    # a",
                "\"a\", \"b c\"           # a|b c",
                "\"a\"; x=1, \"b\";y      # a|b",
                "\"a\\\"b\"               # a\"b",
                "a, b                     #",
                "\"a\", b                 #",
                "\"a\",                   #",
                "\"a                      #",
            })
    void groupsFollowRfc9875AndAMalformedListIsNone(String list, @Nullable String groups) {
        assertThat(CacheGroups.of(fields("cache-groups: " + list)))
                .containsExactlyElementsOf(groups == null ? List.of() : List.of(groups.split("\\|")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                " 9  #                                # max-age=10                             # Fresh",
                "10  #                                # max-age=10                             # Validate STALE",
                "15  #                                # max-age=10, stale-while-revalidate=6   # WhileRevalidating",
                "16  #                                # max-age=10, stale-while-revalidate=6   # Validate STALE",
                "15  #                                # max-age=10, stale-while-revalidate=6, must-revalidate # Validate STALE",
                " 0  #                                # no-cache, max-age=10                   # Validate STALE",
                " 1  # cache-control: no-cache        # max-age=10                             # Validate REQUEST",
                " 1  # pragma: no-cache               # max-age=10                             # Validate REQUEST",
                " 5  # cache-control: max-age=4       # max-age=10                             # Validate REQUEST",
                " 5  # cache-control: min-fresh=6     # max-age=10                             # Validate REQUEST",
                " 5  # cache-control: min-fresh=5     # max-age=10                             # Fresh",
                "15  # cache-control: max-stale=5     # max-age=10                             # Fresh",
                "16  # cache-control: max-stale=5     # max-age=10                             # Validate STALE",
                "99  # cache-control: max-stale       # max-age=10                             # Fresh",
                "15  # cache-control: max-stale       # max-age=10, must-revalidate            # Validate STALE",
                "15  # cache-control: only-if-cached  # max-age=10                             # OnlyIfCached",
                " 5  # x-appwrite-key: k              # max-age=10, public                     # Fetch BYPASS",
                " 5  # authorization: b               # max-age=10                             # Fetch BYPASS",
                " 5  # authorization: b               # max-age=10, public                     # Fresh",
            })
    void reuseFollowsRfc9111Section4AndRfc5861(int age, @Nullable String request, String cacheControl, String verdict) {
        StoredFacts stored = stored("cache-control: " + cacheControl);

        String told = switch (Reuse.of(RequestFacts.of("GET", fields(request)), stored, true, NOW + age * 1_000L)) {
            case Reuse.Fresh fresh -> "Fresh";
            case Reuse.WhileRevalidating stale -> "WhileRevalidating";
            case Reuse.Validate validate -> "Validate " + validate.why();
            case Reuse.Fetch fetch -> "Fetch " + fetch.why();
            case Reuse.OnlyIfCached none -> "OnlyIfCached";
        };

        assertThat(told).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                " 20 # max-age=10                               # false # true",
                " 20 # max-age=10, stale-if-error=11            # true  # true",
                " 22 # max-age=10, stale-if-error=11            # false # false",
                " 20 # max-age=10, must-revalidate              # false # false",
                " 20 # s-maxage=10                              # false # false",
                " 20 # max-age=10, proxy-revalidate, stale-if-error=99 # false # false",
            })
    void anOriginThatFailedMayBeStoodInFor(int age, String cacheControl, boolean onError, boolean disconnected) {
        StoredFacts stored = stored("cache-control: " + cacheControl);

        assertThat(stored.mayServeOnError(false, NOW + age * 1_000L)).isEqualTo(onError);
        assertThat(stored.mayServeOnError(true, NOW + age * 1_000L)).isEqualTo(disconnected);
    }

    @Test
    void ageCountsTheWayHereAndWhatOthersSay() {
        StoredFacts stored = stored("cache-control: max-age=100 | age: 30 | date: " + DATE);

        assertThat(stored.age(NOW + 5_000)).isEqualTo(35_000);
        assertThat(stored.ttl(NOW + 5_000)).isEqualTo(65_000);
        assertThat(HttpDate.millis(DATE)).isEqualTo(OptionalLong.of(NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "'Sun, 06 Nov 1994 08:49:37 GMT',  784111777000",
        "'Sunday, 06-Nov-94 08:49:37 GMT', 784111777000",
        "'Sun Nov  6 08:49:37 1994',       784111777000",
        "'  Sun, 06 Nov 1994 08:49:37 GMT ', 784111777000",
        "'Sun, 06 Nov 1994 08:49:37',",
        "'Sun, 06 Nov 1994 08:49:37 CET',",
        "'Sun, 06 Nov 1994 08:49:37 GMT or so',",
        "'Sun, 06 Nov 1994 25:49:37 GMT',",
        "'Thu, 31 Jun 1994 08:49:37 GMT',",
        "'0',",
        "'',",
        "',',",
    })
    void aDateIsReadInAnyOfItsThreeForms(String text, @Nullable Long millis) {
        assertThat(HttpDate.millis(text)).isEqualTo(millis == null ? OptionalLong.empty() : OptionalLong.of(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,     0-0",
        "bytes=5-,      5-9",
        "bytes=5-99,    5-9",
        "bytes=-3,      7-9",
        "bytes=-99,     0-9",
        "BYTES=1-2,     1-2",
        "bytes=10-,     unsatisfiable",
        "bytes=-0,      unsatisfiable",
        "bytes=5-4,     whole",
        "bytes=-,       whole",
        "'bytes=0-1,3-4', whole",
        "lines=1-2,     whole",
        "bytes=99999999999999999999-, whole",
    })
    void rangesFollowRfc9110Section14(String header, String part) {
        String told = switch (ByteRange.of(header, 10)) {
            case ByteRange.Whole whole -> "whole";
            case ByteRange.Part cut -> cut.first() + "-" + cut.last();
            case ByteRange.Unsatisfiable none -> "unsatisfiable";
        };

        assertThat(told).isEqualTo(part);
    }

    @Test
    void variantsAreEqualWhereTheDifferenceMakesNone() {
        VaryRule rule = VaryRule.of(fields("vary: Accept-Encoding, accept"), List.of("origin"));

        VaryRule language = VaryRule.of(fields("vary: Accept-Language"), List.of());

        assertThat(language.variant(fields("accept-language: EN, de ;q=0.5")))
                .isEqualTo(language.variant(fields("accept-language: de;q=0.5,en")))
                .isNotEqualTo(language.variant(fields("accept-language: de,en")));
        assertThat(rule.names()).containsExactly("accept", "accept-encoding", "origin");
        assertThat(rule.variant(fields("accept-encoding: gzip, br;q=0.5 | accept: a,b")))
                .isEqualTo(rule.variant(fields("accept-encoding: br, gzip, x | accept: a, b")))
                .isNotEqualTo(rule.variant(fields("accept-encoding: gzip, br;q=0 | accept: a,b")));
    }

    @Test
    void headersMadeToCostTimeOrStackCostNeither() {
        String quoted = "x=\"" + "a".repeat(30_000) + "\", no-store";
        String tags = "\"a\",".repeat(7_000) + "\"wanted\"";
        String blanks = "a" + " ".repeat(30_000) + "b";
        Fields hostile = name -> switch (name) {
            case "cache-control", "cdn-cache-control" -> List.of(quoted);
            case "if-none-match" -> List.of(tags);
            default -> List.of(blanks);
        };
        StoredFacts stored = stored("cache-control: max-age=9 | etag: W/\"wanted\"");

        Directives directives = assertTimeout(Duration.ofMillis(500), () -> Directives.cacheControl(hostile));
        boolean notModified = assertTimeout(Duration.ofMillis(500), () -> Precondition.isNotModified(hostile, stored));
        String variant = assertTimeout(
                Duration.ofMillis(500), () -> new VaryRule(List.of("accept-encoding", "origin")).variant(hostile));

        assertThat(directives.has("no-store")).isTrue();
        assertThat(notModified).isTrue();
        assertThat(variant).endsWith(blanks);
        assertThat(Directives.cdnCacheControl(hostile)).isPresent();
    }

    private static StoredFacts stored(String response) {
        RequestFacts request = RequestFacts.of("GET", fields(null));
        Storage verdict = Storage.judge(Profile.NETWORK, Optional.empty(), request, 200, fields(response), NOW);
        assertThat(verdict).isInstanceOf(Storage.Store.class);
        return StoredFacts.of((Storage.Store) verdict, fields(response), NOW, NOW);
    }

    private static Fields fields(@Nullable String lines) {
        Map<String, List<String>> fields = new TreeMap<>();
        for (String line : lines == null ? new String[0] : lines.split("\\|", -1)) {
            String[] parts = line.split(":", 2);
            fields.computeIfAbsent(parts[0].strip().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(parts[1].strip());
        }
        return name -> fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
