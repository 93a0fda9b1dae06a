package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.await;
import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.proto.registry.v1.CacheRule;
import dev.meridian.proto.registry.v1.QueryNames;
import dev.meridian.proto.registry.v1.Record;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An edge that follows a project's policy, in front of a shop and of the project's own files. */
class EdgePoliciesTest {

    private static final String SHOP = "www.shop.example";

    private final Vertx outside = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer shop =
            await(outside.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    private final EdgeStage stage = new EdgeStage(
            Path.of("."), Map.of("edge.functions", "false", "edge.origins.private", "true"), List.of(), exchange -> {
                MultiMap headers = MultiMap.caseInsensitiveMultiMap();
                boolean shared = exchange.request().uri().contains("shared");
                headers.set("cache-control", shared ? "public, s-maxage=30" : "no-store");
                exchange.respond(200, headers, Buffer.buffer("file " + asked.incrementAndGet()));
            });

    /** Says in its headers what the path has between its slashes: {@code /cache-control/no-store/x}. */
    private void answer(HttpServerRequest request) {
        int count = asked.incrementAndGet();
        String[] path = request.uri().split("/", -1);
        if (path.length > 3) {
            request.response().putHeader(path[1], path[2].replace("%20", " "));
        }
        if (request.uri().startsWith("/gone")) {
            request.response().setStatusCode(404);
        }
        request.response().end("answer " + count);
    }

    private void tell(CachePolicy.Builder policy) {
        stage.know(
                EdgeStage.project("p1"),
                EdgeStage.origin(SHOP, "http://127.0.0.1:" + shop.actualPort(), true),
                Record.newBuilder()
                        .setKey("cache-policy/p1")
                        .setCachePolicy(policy.setProjectId("p1"))
                        .build());
    }

    private static CachePolicy.Builder policy(CacheRule.Builder... rules) {
        CachePolicy.Builder policy = CachePolicy.newBuilder();
        for (CacheRule.Builder rule : rules) {
            policy.addRules(rule);
        }
        return policy;
    }

    private static CacheRule.Builder ttl(int seconds) {
        return CacheRule.newBuilder().setTtlSeconds(seconds);
    }

    @AfterEach
    void close() {
        await(outside.close());
        stage.close();
    }

    private EdgeStage.Reply get(String path, String... headers) {
        return stage.at(SHOP, path, headers);
    }

    private void stored(String path) {
        get(path);
        until(() -> get(path).cache().startsWith("hit"));
    }

    @Test
    void whatDoesNotSayHowLongItIsFreshIsFreshAsThePolicySays() {
        tell(policy(ttl(60)));

        stored("/plain");

        stage.pass(Duration.ofSeconds(59));
        assertThat(get("/plain").cache()).isEqualTo("hit; ttl=1");
        stage.pass(Duration.ofSeconds(2));
        assertThat(get("/plain").cache()).startsWith("fwd=stale");
    }

    @Test
    void withoutForceTheResponsesOwnWordCounts() {
        tell(policy(ttl(60)));

        assertThat(get("/cache-control/max-age=5/x").cache()).contains("ttl=5; stored");
        assertThat(get("/cache-control/no-store/x").cache()).contains("detail=\"no-store\"");
        assertThat(get("/cache-control/no-cache/x").cache()).contains("ttl=0; stored");
    }

    @ParameterizedTest
    @CsvSource({
        "/cache-control/max-age=5/x, ttl=60; stored",
        "/cache-control/no-store/x, ttl=60; stored",
        "/cache-control/no-cache/x, ttl=60; stored",
        "/cdn-cache-control/max-age=5/x, ttl=60; stored",
        "/cache-control/private/x, private",
        "/cdn-cache-control/private/x, private",
        "/set-cookie/a=b/x, set-cookie",
        "/vary/*/x, vary *",
    })
    void withForceThePolicyCountsButNobodysSecretsAreShared(String path, String verdict) {
        tell(policy(ttl(60).setForce(true)));

        assertThat(get(path).cache()).contains(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Basic eA, /cache-control/public/x",
        "cookie, a_session_p=s, /plain",
        "x-appwrite-jwt, t, /cache-control/must-revalidate/x"
    })
    void evenForceSharesNothingWithSomebodyInParticular(String name, String value, String path) {
        tell(policy(ttl(60).setForce(true)));

        assertThat(get(path, name, value).cache()).doesNotContain("stored");
        assertThat(get(path).cache()).doesNotStartWith("hit");
    }

    @Test
    void whatIsNotThereIsRememberedForAsLongAsThePolicySays() {
        tell(policy(ttl(10).addStatuses(404)));

        stored("/gone");

        assertThat(get("/gone").status()).isEqualTo(404);
        stage.pass(Duration.ofSeconds(11));
        assertThat(get("/gone").cache()).startsWith("fwd=stale");
        assertThat(get("/plain").cache()).doesNotContain("stored");
    }

    @Test
    void aParameterThatIsIgnoredMakesNoDifferenceAndReachesTheOrigin() {
        tell(policy(ttl(60).setIgnoreQuery(QueryNames.newBuilder().addNames("utm_*"))));

        stored("/plain?utm_source=a&page=1");

        assertThat(get("/plain?page=1&utm_medium=b").cache()).startsWith("hit").endsWith("; key=\"/plain?page=1\"");
        assertThat(get("/plain?page=1").cache()).startsWith("hit").doesNotContain("key");
        assertThat(get("/plain?page=2").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void aPurgeOfAUrlCoversWhatIsStoredForItWhateverItsIgnoredParameters() {
        tell(policy(ttl(60).setIgnoreQuery(QueryNames.newBuilder().addNames("utm_*"))));
        stored("/plain?utm_source=a");

        stage.purge(Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setSequence(1)
                .setProject("p1")
                .addUrls("/plain?utm_source=b")
                .build());

        assertThat(get("/plain").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void anUnsafeRequestForgetsWhatIsStoredForItsUrlWhateverItsIgnoredParameters() {
        tell(policy(ttl(60).setIgnoreQuery(QueryNames.newBuilder().addNames("utm_*"))));
        stored("/plain");

        stage.ask(HttpMethod.POST, SHOP, "/plain?utm_source=a", Map.of(), Buffer.buffer("x"));

        assertThat(get("/plain").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void aCookieOrAPathThatIsNamedBypassesWhatIsStored() {
        tell(policy(
                ttl(60),
                CacheRule.newBuilder().addBypassCookies("basket"),
                CacheRule.newBuilder().setPrefix("/admin").setBypass(true)));
        stored("/plain");

        assertThat(get("/plain", "cookie", "basket=1").cache())
                .isEqualTo("fwd=bypass; detail=\"cookie\"; fwd-status=200");
        assertThat(get("/plain", "cookie", "theme=1").cache()).startsWith("hit");
        assertThat(get("/admin/x").cache()).isEqualTo("fwd=bypass; detail=\"policy\"; fwd-status=200");
    }

    @Test
    void aHeaderOfTagsThatIsNamedPurgesAndIsNotShown() {
        tell(policy(ttl(60)).addTagHeaders("x-tags"));
        EdgeStage.Reply first = get("/x-tags/front,shoes/x");
        stored("/x-tags/front,shoes/x");

        stage.purge(Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setSequence(1)
                .setProject("p1")
                .addTags("shoes")
                .build());

        assertThat(first.header("x-tags")).isEmpty();
        assertThat(get("/x-tags/front,shoes/x").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void anotherPolicyForgetsWhatWasStoredByTheOneBefore() {
        tell(policy(ttl(3_600).setForce(true)));
        stored("/cache-control/no-store/x");

        tell(policy(ttl(5)));

        until(() -> get("/cache-control/no-store/x").cache().contains("no-store"));
    }

    @Test
    void whatCouldNotBeSharedAMomentAgoIsSharedOnceThePolicySaysSo() {
        tell(policy());
        get("/plain");
        until(() -> get("/plain").cache().contains("hit-for-miss"));

        tell(policy(ttl(60)));

        stored("/plain");
    }

    @Test
    void ofTheProjectsOwnFilesNothingIsSharedThatTheRegionDoesNotAllow() {
        tell(policy(ttl(600).setForce(true).setKeepQuery(QueryNames.getDefaultInstance())));

        assertThat(stage.get(EdgeStage.FILE + "?token=t").cache()).contains("no-store");
        assertThat(stage.get(EdgeStage.FILE + "?shared=1").cache()).contains("ttl=600; stored");
        assertThat(stage.get(EdgeStage.FILE + "?shared=2").cache()).startsWith("fwd=uri-miss");
    }
}
