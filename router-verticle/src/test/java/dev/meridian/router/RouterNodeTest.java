package dev.meridian.router;

import static dev.meridian.router.RouterStage.await;
import static dev.meridian.router.RouterStage.freePort;
import static dev.meridian.router.RouterStage.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.http.Authority;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.residency.Residency;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(90)
class RouterNodeTest {

    private static final String FUNCTION = "hello.network.localhost";

    private final RouterStage stage = new RouterStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, edge-fra", "198.51.100.1, edge-nyc", "203.0.113.1, edge-sgp", "10.0.0.1, edge-fra"})
    void aClientIsServedByTheEdgeNearestToTheAddressThatATrustedProxyGives(String address, String edge) {
        for (String site : new String[] {"fra", "nyc", "sgp"}) {
            stage.peer(Kind.KIND_EDGE, "edge-" + site, site, named("edge-" + site));
        }

        RouterStage.Answer answer = stage.ask(HttpMethod.GET, FUNCTION, "/", "x-forwarded-for", address);

        assertThat(answer.body()).hasToString(edge);
        assertThat(answer.header("meridian-router")).isEqualTo("router-1");
        assertThat(answer.header("server-timing")).matches("router;dur=[0-9]+\\.[0-9]{2}");
        assertThat(answer.header("meridian-attempts")).isEqualTo("null");
    }

    @Test
    void aForbiddenEdgeIsNeverAskedAndOneThatKnowsBetterIsPassedOver() {
        AtomicInteger asked = new AtomicInteger();
        stage.peer(Kind.KIND_EDGE, "edge-sgp", "sgp", exchange -> {
            asked.incrementAndGet();
            ProblemAnswer.give(exchange, Residency.denied());
        });
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", exchange -> ProblemAnswer.give(exchange, Residency.denied()));
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", named("edge-nyc"));
        stage.registry.become(TestingNodes.restricted("DE", "US"));

        RouterStage.Answer answer = stage.ask(HttpMethod.GET, FUNCTION, "/", "x-forwarded-for", "192.0.2.1");

        assertThat(answer.body()).hasToString("edge-nyc");
        assertThat(answer.header("meridian-attempts")).isEqualTo("2");
        RouterStage.Answer wished = stage.ask(HttpMethod.GET, FUNCTION, "/?meridian-region=sgp");
        assertThat(wished.status()).isEqualTo(451);
        assertThat(wished.header("retry-after")).isEqualTo("null");
        assertThat(asked).hasValue(0);
    }

    @Test
    void aForbiddenRouterPassesNothingOn() {
        AtomicInteger asked = new AtomicInteger();
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", exchange -> {
            asked.incrementAndGet();
            exchange.abort();
        });
        stage.registry.become(TestingNodes.restricted("US"));

        RouterStage.Answer answer =
                stage.ask(HttpMethod.POST, FUNCTION, "/", "meridian-edge", "nyc", "x-forwarded-for", "198.51.100.1");

        assertThat(answer.status()).isEqualTo(451);
        assertThat(answer.body().toString()).contains("does not permit this router");
        assertThat(asked).hasValue(0);
    }

    @Test
    void theNextNodeKnowsTheTargetAndNothingThatWasForTheRouterAlone() {
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", exchange -> {
            String seen = exchange.provenance().project()
                    + ' '
                    + exchange.provenance().resource()
                    + ' '
                    + exchange.provenance().hopsLeft()
                    + ' '
                    + exchange.request().uri()
                    + ' '
                    + exchange.request().headers().contains("meridian-region")
                    + ' '
                    + exchange.request().headers().contains("meridian-secret");
            exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(seen));
        });

        RouterStage.Answer byQuery =
                stage.ask(HttpMethod.GET, FUNCTION, "/p?a=1&meridian-region=nyc&b=2", "meridian-secret", "x");
        RouterStage.Answer byHeader = stage.ask(HttpMethod.GET, FUNCTION, "/p?a=1", "meridian-region", "nyc");

        assertThat(byQuery.body()).hasToString("shop hello 5 /p?a=1&b=2 false false");
        assertThat(byHeader.body()).hasToString("shop hello 5 /p?a=1 false false");
    }

    @Test
    void whatCannotBeReachedIsPassedOverWhateverTheMethod() throws IOException {
        stage.nodes.add(TestingNodes.node(Kind.KIND_EDGE, "edge-fra", "fra", "127.0.0.1:" + freePort()));
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", echo());

        RouterStage.Answer answer = post("kept");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasToString("kept");
        assertThat(answer.header("meridian-attempts")).isEqualTo("2");
    }

    @Test
    void whatANodeDeclinesIsAskedOfTheNextWhateverTheMethodAndTheLastAnswerStands() {
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", declines());
        RelayDoor willing = stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", echo());

        RouterStage.Answer answer = post("kept");
        await(willing.close(Duration.ZERO));
        stage.nodes.removeIf(node -> node.info().getName().equals("edge-nyc"));
        RouterStage.Answer declined = post("kept");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasToString("kept");
        assertThat(answer.header("meridian-attempts")).isEqualTo("2");
        assertThat(declined.status()).isEqualTo(503);
        assertThat(declined.body().toJsonObject().getString("message")).isEqualTo("Busy");
    }

    private RouterStage.Answer post(String body) {
        return await(stage.user
                .request(to(HttpMethod.POST, FUNCTION, "/v1/x"))
                .compose(request -> request.send(body))
                .compose(response -> response.body()
                        .map(whole -> new RouterStage.Answer(response.statusCode(), response.headers(), whole))));
    }

    private static Handler<Exchange> declines() {
        return exchange -> ProblemAnswer.give(exchange, Problem.overloaded("Busy"));
    }

    @Test
    void anIdempotentRequestIsRepeatedElsewhereWhenItsNodeBreaksOffBeforeItAnswers() {
        AtomicInteger broken = new AtomicInteger();
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", exchange -> {
            broken.incrementAndGet();
            exchange.abort();
        });
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", named("edge-nyc"));

        RouterStage.Answer answer = stage.ask(HttpMethod.GET, FUNCTION, "/");

        assertThat(answer.body()).hasToString("edge-nyc");
        assertThat(broken).hasValue(1);
    }

    @Test
    void aPostThatANodeMayHaveSeenIsNotRepeated() {
        AtomicInteger repeated = new AtomicInteger();
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", Exchange::abort);
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", exchange -> {
            repeated.incrementAndGet();
            named("edge-nyc").handle(exchange);
        });

        RouterStage.Answer answer = stage.ask(HttpMethod.POST, FUNCTION, "/v1/x");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().toJsonObject().getString("type")).isEqualTo("general_region_unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("null");
        assertThat(repeated).hasValue(0);
    }

    @Test
    void aResponseThatBreaksOffNeverLooksWhole() {
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", exchange -> {
            WriteStream<Buffer> sink = exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), -1);
            sink.write(Buffer.buffer("half")).onComplete(ignored -> exchange.abort());
        });
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", named("edge-nyc"));

        assertThatThrownBy(() -> stage.ask(HttpMethod.GET, FUNCTION, "/")).isNotNull();
    }

    @Test
    void sixtyFourMebibytesStreamUpAndDown() {
        long bytes = 64L << 20;
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", exchange -> {
            AtomicLong seen = new AtomicLong();
            exchange.body().handler(slice -> seen.addAndGet(slice.length())).endHandler(ignored -> {
                MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("x-seen", seen.toString());
                pump(exchange.respond(200, headers, bytes), bytes);
            });
            exchange.body().resume();
        });

        AtomicLong received = new AtomicLong();
        String seen = await(stage.user
                .request(to(HttpMethod.POST, "localhost", "/v1/storage/buckets/b/files")
                        .putHeader("x-appwrite-project", "shop")
                        .putHeader("content-length", Long.toString(bytes)))
                .compose(request -> {
                    pump(request, bytes);
                    return request.response();
                })
                .compose(response -> {
                    response.handler(slice -> received.addAndGet(slice.length()));
                    return response.end().map(ended -> String.valueOf(response.getHeader("x-seen")));
                }));

        assertThat(seen).isEqualTo(Long.toString(bytes));
        assertThat(received).hasValue(bytes);
    }

    @ParameterizedTest(name = "Host [{0}] {1} project [{2}] -> {3} {4}")
    @CsvSource({
        "nobody.example.com,        /,           '',     404, router_host_not_found",
        "nobody.example.com,        /v1/account, '',     404, router_host_not_found",
        "hello.mars.run.localhost,  /,           '',     404, router_host_not_found",
        "-x-.network.localhost,     /,           '',     400, general_bad_request",
        "a.b.network.localhost,     /,           '',     404, router_host_not_found",
        "..,                        /,           '',     400, general_bad_request",
        "a b,                       /,           '',     400, general_bad_request",
        "user@localhost,            /v1/account, '',     400, general_bad_request",
        "localhost:99999x,          /v1/account, '',     400, general_bad_request",
        "localhost,                 /v1/account, absent, 404, project_not_found",
        "localhost,                 /v1/account, '../x', 404, project_not_found",
        "localhost,                 /v1/account, shop,   503, general_region_unavailable",
        "hello.network.localhost,   /?meridian-region=mars, '', 400, general_argument_invalid",
        "localhost,                 /.meridian/none, '', 404, general_route_not_found",
        "localhost,                 /.meridian/route?host=%zz, '', 400, general_bad_request",
    })
    void badInputGetsTheContractsErrorAndNoStackTrace(String host, String uri, String project, int status, String type)
            throws IOException {
        String reply = raw("GET " + uri + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + (project.isEmpty() ? "" : "X-Appwrite-Project: " + project + "\r\n")
                + "Connection: close\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 " + status + " ").contains(type);
        assertThat(reply).doesNotContain("dev.meridian").doesNotContain("\tat ");
    }

    @Test
    void anUnreachableHomeIsAClear503WithATimeToComeAgain() {
        RouterStage.Answer answer =
                stage.ask(HttpMethod.POST, "localhost", "/v1/functions", "x-appwrite-project", "shop");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        JsonObject body = answer.body().toJsonObject();
        assertThat(body.getString("type")).isEqualTo("general_region_unavailable");
        assertThat(body.getInteger("code")).isEqualTo(503);
    }

    @Test
    void whatTheRegistryTellsAMomentLaterIsFound() {
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", named("region-nyc"));
        stage.registry.become(RegistrySnapshot.EMPTY);

        Future<RouterStage.Answer> answer =
                stage.begin(HttpMethod.GET, "localhost", "/v1/account", "x-appwrite-project", "shop");
        stage.vertx.setTimer(40, ignored -> stage.registry.become(TestingNodes.registry()));

        assertThat(await(answer).body()).hasToString("region-nyc");
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} -> {4}")
    @CsvSource({
        "POST, localhost, /v1/functions?x=1, '', http://nyc.localhost/v1/functions?x=1",
        "POST, localhost:8080, /v1/functions, '', http://nyc.localhost:8080/v1/functions",
        "GET, report.network.localhost, /any, '', http://report.nyc.run.localhost/any",
        "GET, nyc.localhost, /v1/functions, '', passed on: the host names the region",
        "GET, 127.0.0.1, /v1/functions, '', passed on: an address is no name of the network",
        "GET, home.example.com, /any, '', passed on: no other host stands for a custom domain",
        "POST, localhost, /v1/functions, https://shop.example.com, passed on: a browser asks across origins",
        "OPTIONS, localhost, /v1/functions, '', passed on: it may be a preflight",
        "GET, hello.network.localhost, /any, '', passed on: an edge answers",
    })
    void whereRedirectsAreOnClientsAreSentToTheHostOfTheRegionThatAnswers(
            String method, String host, String uri, String origin, String expected) {
        try (RouterStage redirecting = RouterStage.redirecting()) {
            redirecting.peer(Kind.KIND_REGION, "region-nyc", "nyc", named("region-nyc"));
            redirecting.peer(Kind.KIND_EDGE, "edge-fra", "fra", named("edge-fra"));
            List<String> headers = new ArrayList<>(List.of("x-appwrite-project", "shop", "host", host));
            if (!origin.isEmpty()) {
                headers.addAll(List.of("origin", origin));
            }

            RouterStage.Answer answer = redirecting.ask(
                    HttpMethod.valueOf(method), Authority.host(host), uri, headers.toArray(String[]::new));

            boolean isRedirect = !expected.startsWith("passed on");
            assertThat(answer.status()).isEqualTo(isRedirect ? 307 : 200);
            assertThat(answer.header("location")).isEqualTo(isRedirect ? expected : "null");
        }
    }

    @Test
    void aRedirectRuleIsAnsweredAtOnce() {
        RouterStage.Answer answer = stage.ask(HttpMethod.GET, "old.example.com", "/any?x=1");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("location")).isEqualTo("https://example.com/new");
    }

    @Test
    void whereTheFirstNodeTakesLongASecondIsAskedAndTheFirstOneIsCancelled() {
        try (RouterStage hedging = new RouterStage(Optional.empty(), Duration.ofMillis(50))) {
            Promise<Void> cancelled = Promise.promise();
            AtomicInteger slow = new AtomicInteger();
            hedging.peer(Kind.KIND_EDGE, "edge-fra", "fra", exchange -> {
                slow.incrementAndGet();
                exchange.ended().onFailure(failure -> cancelled.tryComplete());
            });
            hedging.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", named("edge-nyc"));

            RouterStage.Answer answer = hedging.ask(HttpMethod.GET, FUNCTION, "/");

            assertThat(answer.body()).hasToString("edge-nyc");
            assertThat(answer.header("meridian-attempts")).isEqualTo("2");
            await(cancelled.future());
            assertThat(slow).hasValue(1);
            assertThat(hedging.telemetry
                            .metrics()
                            .counter("meridian.router.hedges")
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatMayChangeSomethingIsNeverAskedOfTwo() throws InterruptedException {
        try (RouterStage hedging = new RouterStage(Optional.empty(), Duration.ofMillis(20))) {
            AtomicInteger second = new AtomicInteger();
            hedging.peer(
                    Kind.KIND_EDGE,
                    "edge-fra",
                    "fra",
                    exchange -> hedging.vertx.setTimer(
                            400,
                            ignored ->
                                    exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("slow"))));
            hedging.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", exchange -> {
                second.incrementAndGet();
                exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("second"));
            });

            assertThat(hedging.ask(HttpMethod.POST, FUNCTION, "/").body()).hasToString("slow");
            assertThat(second).hasValue(0);
        }
    }

    @Test
    void aRouterIsReadyOnceEveryRegionAndAnEdgeAreThereAndStaysSoWithOneNodeLeft() {
        assertThat(stage.ask(HttpMethod.GET, "localhost", "/readyz").status()).isEqualTo(503);
        stage.nodes.add(TestingNodes.region("region-fra", "fra"));
        stage.nodes.add(TestingNodes.edge("edge-fra", "fra"));
        assertThat(stage.ask(HttpMethod.GET, "localhost", "/readyz").status()).isEqualTo(503);
        stage.nodes.add(TestingNodes.region("region-nyc", "nyc"));
        assertThat(stage.ask(HttpMethod.GET, "localhost", "/readyz").status()).isEqualTo(200);
        stage.nodes.removeIf(node -> node.info().getKind() == Kind.KIND_REGION);
        assertThat(stage.ask(HttpMethod.GET, "localhost", "/readyz").status()).isEqualTo(200);
    }

    @Test
    void aRouterThatStopsIsNotReadyAndFinishesWhatIsUnderWay() {
        Promise<Runnable> held = Promise.promise();
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", exchange -> {
            Context own = stage.vertx.getOrCreateContext();
            held.complete(() -> own.runOnContext(ignored -> named("late").handle(exchange)));
        });
        Future<RouterStage.Answer> answer = stage.begin(HttpMethod.GET, FUNCTION, "/");
        Runnable release = await(held.future());

        Future<Void> closed = stage.router.close();

        assertThat(stage.telemetry.readiness()).containsEntry("routing", false);
        assertThat(closed.isComplete()).isFalse();
        release.run();
        assertThat(await(answer).body()).hasToString("late");
        await(closed);
    }

    @Test
    void aDrainThatNothingEndsIsBounded() {
        Drain drain = new Drain(stage.vertx, Duration.ofMillis(50));
        Promise<Exchange> held = Promise.promise();
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", held::complete);
        stage.begin(HttpMethod.GET, FUNCTION, "/");
        drain.enter(await(held.future()));

        await(drain.begin());

        assertThat(drain.isDraining()).isTrue();
    }

    private RequestOptions to(HttpMethod method, String host, String uri) {
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(stage.port, "127.0.0.1"))
                .setHost(host)
                .setPort(80)
                .setMethod(method)
                .setURI(uri);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Handler<Exchange> echo() {
        return exchange -> {
            Buffer whole = Buffer.buffer();
            exchange.body()
                    .handler(whole::appendBuffer)
                    .endHandler(ignored -> exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), whole));
            exchange.body().resume();
        };
    }

    /** Writes as the sink takes it. */
    private static void pump(WriteStream<Buffer> sink, long bytes) {
        Buffer slice = Buffer.buffer(new byte[64 << 10]);
        long[] left = {bytes};
        Runnable fill = () -> {
            while (left[0] > 0 && !sink.writeQueueFull()) {
                left[0] -= slice.length();
                sink.write(slice);
            }
            if (left[0] == 0) {
                left[0] = -1;
                sink.end();
            }
        };
        sink.drainHandler(ignored -> fill.run());
        fill.run();
    }
}
