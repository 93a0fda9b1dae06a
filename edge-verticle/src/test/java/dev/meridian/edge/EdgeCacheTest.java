package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.FILE;
import static dev.meridian.edge.EdgeStage.await;
import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.OnContext;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeReceipt;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.WriteStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache as a user meets it, with a real relay between edge and region. */
class EdgeCacheTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final List<Runnable> held = new CopyOnWriteArrayList<>();
    private final List<MultiMap> seen = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private volatile int status = 200;
    private volatile Map<String, String> headers = Map.of();
    private volatile String body = "content";
    private EdgeStage stage = new EdgeStage(Path.of("."), Map.of("edge.functions", "false"), List.of(), this::answer);

    @AfterEach
    void close() {
        stage.close();
    }

    private void answer(Exchange exchange) {
        asked.incrementAndGet();
        seen.add(exchange.request().headers());
        if (holding) {
            Context context = stage.vertx.getOrCreateContext();
            held.add(() -> context.runOnContext(ignored -> respond(exchange)));
        } else {
            respond(exchange);
        }
    }

    private void respond(Exchange exchange) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap().addAll(headers);
        String etag = headers.get("etag");
        if (etag != null && etag.equals(exchange.request().headers().get("if-none-match"))) {
            exchange.respond(304, all, 0).end();
        } else {
            exchange.respond(status, all, Buffer.buffer(body));
        }
    }

    private void release() {
        holding = false;
        held.forEach(Runnable::run);
    }

    @Test
    void aMissIsStoredAndThenHit() {
        headers = Map.of(
                "cache-control", "private, max-age=60",
                "cdn-cache-control", "public, max-age=100",
                "surrogate-key", "file-b-f",
                "etag", "\"1\"");

        EdgeStage.Reply first = stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.pass(Duration.ofSeconds(7));
        EdgeStage.Reply later = stage.get(FILE);

        assertThat(first.cache()).isEqualTo("fwd=uri-miss; fwd-status=200; ttl=100; stored");
        assertThat(later.cache()).isEqualTo("hit; ttl=93");
        assertThat(later.header("age")).isEqualTo("7");
        assertThat(later.text()).isEqualTo("content");
        assertThat(later.header("meridian-edge")).isEqualTo("sgp");
        assertThat(later.header("cache-control")).isEqualTo("private, max-age=60");
        assertThat(later.headers().names()).doesNotContain("cdn-cache-control", "surrogate-key");
        assertThat(asked).hasValue(1);
    }

    @Test
    void twoHundredConcurrentMissesMakeOneFetch() {
        headers = Map.of("cdn-cache-control", "public, max-age=100");
        body = "x".repeat(300_000);
        holding = true;
        List<Future<EdgeStage.Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(
                    stage.send(HttpMethod.GET, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer()));
        }
        until(() -> stage.telemetry.metrics().scrape().contains("meridian_cache_bytes") && !held.isEmpty());
        until(() -> stage.underWay() == 200);

        release();

        for (Future<EdgeStage.Reply> reply : replies) {
            assertThat(await(reply).body().length()).isEqualTo(300_000);
        }
        assertThat(asked).hasValue(1);
        assertThat(replies.stream().filter(reply -> reply.result().cache().contains("collapsed")))
                .hasSize(199);
    }

    @Test
    void credentialsMeetASharedResponseOnlyIfItSaysSo() {
        headers = Map.of("cache-control", "public, max-age=60");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        assertThat(stage.get(FILE, "x-appwrite-key", "secret").cache()).startsWith("fwd=bypass");

        headers = Map.of("cdn-cache-control", "public, max-age=60");
        stage.get(FILE + "?2", "x-appwrite-key", "secret");
        until(() -> stage.get(FILE + "?2").cache().startsWith("hit"));
        assertThat(stage.get(FILE + "?2", "cookie", "a_session_p1=secret").cache())
                .startsWith("hit");
    }

    @Test
    void theKeyHoldsProjectHostPathAndQuery() {
        headers = Map.of("cdn-cache-control", "public, max-age=60");
        stage.know(EdgeStage.project("p1"), EdgeStage.project("p2"));
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        assertThat(stage.get(FILE, "x-appwrite-project", "p2").cache()).startsWith("fwd=uri-miss");
        assertThat(stage.get(FILE + "?a").cache()).startsWith("fwd=uri-miss");
        assertThat(stage.get(FILE.replace("/f/", "/%66/")).cache()).startsWith("fwd=uri-miss");
        assertThat(stage.get(FILE, "host", "fra.localhost").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void aVariantIsServedToThoseWhoseHeadersMatch() {
        headers = Map.of("cdn-cache-control", "public, max-age=60", "vary", "Accept");
        stage.get(FILE, "accept", "image/webp");
        until(() -> stage.get(FILE, "accept", "image/webp").cache().startsWith("hit"));

        assertThat(stage.get(FILE, "accept", "image/png").cache()).startsWith("fwd=vary-miss");
        assertThat(stage.get(FILE, "accept", "image/webp", "origin", "https://a.example")
                        .cache())
                .startsWith("fwd=vary-miss");
    }

    @Test
    void partsAreCutFromTheWhole() {
        headers = Map.of("cdn-cache-control", "public, max-age=60", "etag", "\"1\"");
        body = "0123456789";

        EdgeStage.Reply miss = stage.get(FILE, "range", "bytes=2-4");
        EdgeStage.Reply suffix = stage.get(FILE, "range", "bytes=-3");

        assertThat(List.of(miss.status(), suffix.status())).containsExactly(206, 206);
        assertThat(miss.text()).isEqualTo("234");
        assertThat(miss.header("content-range")).isEqualTo("bytes 2-4/10");
        assertThat(suffix.text()).isEqualTo("789");
        assertThat(stage.get(FILE, "range", "bytes=10-").status()).isEqualTo(416);
        assertThat(stage.get(FILE, "range", "bytes=0-1", "if-range", "\"2\"").status())
                .isEqualTo(200);
        assertThat(stage.get(FILE, "range", "bytes=0-1", "if-range", "\"1\"").text())
                .isEqualTo("01");
        assertThat(stage.get(FILE, "if-none-match", "W/\"1\"").status()).isEqualTo(304);
        assertThat(stage.ask(HttpMethod.HEAD, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer())
                        .header("content-length"))
                .isEqualTo("10");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aStaleEntryIsValidatedAndFreshAgain() {
        headers = Map.of("cdn-cache-control", "public, max-age=10", "etag", "\"1\"");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.pass(Duration.ofSeconds(11));

        EdgeStage.Reply validated = stage.get(FILE);

        assertThat(validated.cache()).isEqualTo("fwd=stale; fwd-status=304; stored; ttl=10");
        assertThat(validated.text()).isEqualTo("content");
        assertThat(stage.get(FILE).cache()).isEqualTo("hit; ttl=10");
        assertThat(asked).hasValue(2);
    }

    @Test
    void aStaleEntryIsServedWhileOneFetchRefreshesIt() {
        headers = Map.of("cdn-cache-control", "public, max-age=10, stale-while-revalidate=60");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.pass(Duration.ofSeconds(12));
        body = "newer";
        holding = true;

        for (int i = 0; i < 5; i++) {
            assertThat(stage.get(FILE).cache()).isEqualTo("hit; ttl=-2; detail=\"stale-while-revalidate\"");
        }
        until(() -> !held.isEmpty());
        release();

        until(() -> stage.get(FILE).text().equals("newer"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void cachedContentOutlivesItsRegion() {
        headers = Map.of("cdn-cache-control", "public, max-age=10, stale-if-error=3600");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.pass(Duration.ofSeconds(20));
        stage.takeRegionDown();

        EdgeStage.Reply stale = stage.get(FILE);
        EdgeStage.Reply unknown = stage.get(FILE + "?never-seen");

        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.cache()).isEqualTo("fwd=stale; ttl=-10; detail=\"origin unreachable\"");
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(unknown.header("retry-after")).isEqualTo("1");
        assertThat(unknown.header("meridian-declined")).isEqualTo("1");
        assertThat(unknown.text()).contains("general_region_unavailable");
        stage.bringRegionBack();
        until(() -> stage.get(FILE).cache().startsWith("fwd=stale; fwd-status=200"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-b-f", ""})
    void aPurgeTakesEffectAtOnce(String tag) {
        headers = Map.of("cdn-cache-control", "public, max-age=100", "surrogate-key", "bucket-b file-b-f");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        body = "newer";

        stage.purge(purge(1, tag).build());

        assertThat(stage.get(FILE).text()).isEqualTo("newer");
        assertThat(stage.receipts).isNotEmpty();
    }

    @Test
    void aReceiptGoesOnWithTheTraceOfItsPurge() throws Exception {
        stage.purge(purge(1, "any")
                .setTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .build());

        assertThat(PurgeReceipt.parseFrom(stage.receipts.getFirst().getBytes()).getTraceparent())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .doesNotContain("00f067aa0ba902b7");
    }

    @Test
    void aFetchThatBeganBeforeAPurgeIsNotStored() {
        headers = Map.of("cdn-cache-control", "public, max-age=100", "surrogate-key", "file-b-f");

        purgeWhileAsked(HttpMethod.GET, "file-b-f");

        body = "newer";
        assertThat(stage.get(FILE).text()).isEqualTo("newer");
    }

    @Test
    void anAnswerToHeadFromBeforeAPurgeBringsNothingBack() {
        headers = Map.of("cdn-cache-control", "public, max-age=0", "surrogate-key", "file-b-f", "etag", "\"1\"");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("fwd=stale; fwd-status=304"));
        headers = Map.of("cdn-cache-control", "public, max-age=100", "surrogate-key", "file-b-f", "etag", "\"1\"");

        purgeWhileAsked(HttpMethod.HEAD, "file-b-f");

        body = "newer";
        assertThat(stage.get(FILE).text()).isEqualTo("newer");
    }

    @Test
    void anAnswerToPostFromBeforeAPurgeIsNotStored() {
        headers = Map.of("cache-control", "public, max-age=100", "content-location", FILE, "surrogate-key", "file-b-f");
        assertThat(stage.ask(HttpMethod.POST, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer())
                        .cache())
                .endsWith("stored");
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        purgeWhileAsked(HttpMethod.POST, "file-b-f");

        body = "newer";
        assertThat(stage.get(FILE).text()).isEqualTo("newer");
    }

    @Test
    void aPurgeOfSomethingElseDoesNotConcernAnAnswerToPost() {
        headers = Map.of("cache-control", "public, max-age=100", "content-location", FILE);

        purgeWhileAsked(HttpMethod.POST, "any");

        until(() -> stage.get(FILE).cache().startsWith("hit"));
        assertThat(asked).hasValue(1);
    }

    private void purgeWhileAsked(HttpMethod method, String tag) {
        holding = true;
        Future<EdgeStage.Reply> early =
                stage.send(method, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer());
        until(() -> !held.isEmpty());
        stage.purge(purge(1, tag).build());
        release();
        assertThat(await(early).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void whatComesByHttp2IsAHitToo(String method) {
        headers = Map.of("cdn-cache-control", "public, max-age=100");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        assertThat(byHttp2(request -> request.end(), method).cache()).startsWith("hit");
    }

    @Test
    void contentThatWasNotAnnouncedByHttp2IsRefusedAndHoldsNothingUp() {
        headers = Map.of("cdn-cache-control", "public, max-age=100");

        assertThat(byHttp2(request -> request.setChunked(true).end("content"), "GET")
                        .status())
                .isEqualTo(200);
        assertThat(stage.get(FILE).text()).isEqualTo("content");
    }

    private EdgeStage.Reply byHttp2(Consumer<HttpClientRequest> sending, String method) {
        HttpClient client = stage.vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            return await(OnContext.begin(
                    stage.vertx,
                    () -> client.request(HttpMethod.valueOf(method), stage.port(), "127.0.0.1", FILE)
                            .compose(request -> {
                                request.putHeader("x-appwrite-project", "p1")
                                        .authority(HostAndPort.create("localhost", stage.port()));
                                sending.accept(request);
                                return request.response();
                            })
                            .compose(response -> response.body()
                                    .map(body ->
                                            new EdgeStage.Reply(response.statusCode(), response.headers(), body)))));
        } finally {
            await(client.close());
        }
    }

    @Test
    void aRequestAfterAPurgeDoesNotJoinAFetchFromBefore() {
        headers = Map.of("cdn-cache-control", "public, max-age=100", "surrogate-key", "file-b-f");
        holding = true;
        Future<EdgeStage.Reply> early =
                stage.send(HttpMethod.GET, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer());
        until(() -> !held.isEmpty());
        stage.purge(purge(1, "file-b-f").build());
        holding = false;
        String before = body;
        body = "newer";

        EdgeStage.Reply after = stage.get(FILE);

        assertThat(after.text()).isEqualTo("newer");
        body = before;
        release();
        assertThat(await(early).text()).isEqualTo("content");
        assertThat(stage.get(FILE).text()).isEqualTo("newer");
    }

    @Test
    void aMissedPurgeIsMadeUpForThoughNoOtherFollows() {
        headers = Map.of("cdn-cache-control", "public, max-age=100", "surrogate-key", "file-b-f");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        body = "newer";

        stage.purges.draw(purge(1, "other").build());
        stage.purges.draw(purge(2, "file-b-f").build());

        until(() -> stage.get(FILE).text().equals("newer"));
        assertThat(stage.receipts).hasSize(2);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.hear(purge(2, "file-b-f").build());
        assertThat(stage.get(FILE).cache()).startsWith("hit");
        assertThat(stage.receipts).hasSize(3);
    }

    @Test
    void aPurgeThatOvertakesAnotherDropsNothingElse() {
        headers = Map.of("cdn-cache-control", "public, max-age=100", "surrogate-key", "file-b-f");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.purges.draw(purge(1, "one").build());
        stage.purges.draw(purge(2, "two").build());

        stage.hear(purge(2, "two").build());
        stage.hear(purge(1, "one").build());

        until(() -> stage.receipts.size() >= 2);
        until(stage::isLevel);
        assertThat(stage.get(FILE).cache()).startsWith("hit");
    }

    @Test
    void whereMoreWasMissedThanTheRegionTellsAllThatItOwnsIsDropped() {
        headers = Map.of("cdn-cache-control", "public, max-age=100");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.purges.forgetAll();

        stage.purges.draw(purge(1, "other").build());

        until(() -> stage.get(FILE).cache().startsWith("fwd=uri-miss"));
    }

    @Test
    void aRegionWithAnotherDatabaseHasNothingInCommonWithWhatIsStored() {
        headers = Map.of("cdn-cache-control", "public, max-age=100");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        stage.purges.beginAnew("f");

        until(() -> stage.get(FILE).cache().startsWith("fwd=uri-miss"));
        until(() -> stage.get(FILE).cache().startsWith("hit"));
    }

    @Test
    void whatARegionOwnsIsValidatedWhileItDoesNotSayWhichPurgesThereWere() {
        headers = Map.of("cdn-cache-control", "public, max-age=100, stale-while-revalidate=100", "etag", "\"1\"");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        stage.purges.mute(true);

        until(() -> stage.get(FILE).cache().startsWith("fwd=stale; fwd-status=304"));
        assertThat(stage.get(FILE).cache()).startsWith("fwd=stale; fwd-status=304");
        headers = Map.of("cdn-cache-control", "public, max-age=100", "etag", "\"2\"");
        body = "newer";
        assertThat(stage.get(FILE).text()).isEqualTo("newer");
        stage.purges.mute(false);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
    }

    @Test
    void whatIsFreshIsServedThoughItsRegionIsDownAndSaysNothing() {
        headers = Map.of("cdn-cache-control", "public, max-age=100, must-revalidate");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        stage.takeRegionDown();
        until(() -> !stage.isLevel());

        EdgeStage.Reply reply = stage.get(FILE);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.cache()).startsWith("fwd=stale").endsWith("detail=\"origin unreachable\"");
        stage.bringRegionBack();
    }

    @Test
    void aSoftPurgeValidates() {
        headers = Map.of("cdn-cache-control", "public, max-age=100", "etag", "\"1\"", "surrogate-key", "file-b-f");
        stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));
        stage.purge(purge(1, "file-b-f").setSoft(true).build());

        assertThat(stage.get(FILE).cache()).isEqualTo("fwd=stale; fwd-status=304; stored; ttl=100");
        assertThat(stage.get(FILE).cache()).startsWith("hit");
    }

    @Test
    void whatCouldNotBeSharedIsNotWaitedFor() {
        headers = Map.of("cache-control", "private");
        stage.get(FILE);

        assertThat(stage.get(FILE).cache()).isEqualTo("fwd=uri-miss; detail=\"hit-for-miss\"; fwd-status=200");
    }

    @Test
    void otherRequestsStreamToTheRegionAndBack() {
        EdgeStage.Reply reply = stage.ask(
                HttpMethod.POST,
                "localhost",
                "/v1/account?x=1",
                Map.of("x-appwrite-project", "p1", "x-appwrite-session", "s"),
                Buffer.buffer("in"));

        assertThat(reply.text()).isEqualTo("content");
        assertThat(reply.cache()).isEqualTo("fwd=bypass");
        assertThat(seen.getFirst().get("x-appwrite-session")).isEqualTo("s");
    }

    @Test
    void anUnknownProjectOrHostIsRefusedInTheContractsWords() {
        assertThat(stage.get("/v1/account", "x-appwrite-project", "nobody").text())
                .contains("project_not_found");
        assertThat(stage.get("/", "host", "nobody.example").text()).contains("router_host_not_found");
        assertThat(stage.get("/", "host", "nobody.network.localhost").text()).contains("rule_not_found");
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatARegionMadeAMomentAgoIsFoundByAskingTheRegions() {
        stage.news.set(() -> stage.know(EdgeStage.project("fresh")));

        EdgeStage.Reply reply = stage.get("/v1/account", "x-appwrite-project", "fresh");

        assertThat(reply.text()).isEqualTo("content");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aSlowReaderStallsNobody() {
        headers = Map.of("cdn-cache-control", "public, max-age=100");
        body = "y".repeat(4 << 20);
        holding = true;
        NetClient slowClient = stage.vertx.createNetClient();
        NetSocket slow = await(slowClient.connect(stage.port(), "127.0.0.1"));
        slow.pause();
        slow.write("GET " + FILE + " HTTP/1.1\r\nHost: localhost\r\nX-Appwrite-Project: p1\r\n\r\n");
        until(() -> !held.isEmpty());
        Future<EdgeStage.Reply> fast =
                stage.send(HttpMethod.GET, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer());
        until(() -> stage.underWay() == 2);
        release();

        assertThat(await(fast).body().length()).isEqualTo(4 << 20);
        assertThat(asked).hasValue(1);
        slow.close();
        slowClient.close();
    }

    @Test
    void aBodyLargerThanTheLimitOfUnknownLengthStillArrivesWhole() {
        stage.close();
        stage = new EdgeStage(
                Path.of("."), Map.of("edge.functions", "false", "cache.object", "64KiB"), List.of(), exchange -> {
                    WriteStream<Buffer> sink = exchange.respond(
                            200, MultiMap.caseInsensitiveMultiMap().add("cdn-cache-control", "public, max-age=9"), -1);
                    for (int i = 0; i < 100; i++) {
                        sink.write(Buffer.buffer("z".repeat(10_000)));
                    }
                    sink.end();
                });

        assertThat(stage.get(FILE).body().length()).isEqualTo(1_000_000);
        assertThat(stage.get(FILE).cache()).startsWith("fwd=uri-miss");
    }

    private static Purge.Builder purge(long sequence, String tag) {
        Purge.Builder purge = Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setSequence(sequence)
                .setProject("p1");
        return tag.isEmpty() ? purge : purge.addTags(tag);
    }
}
