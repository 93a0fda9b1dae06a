package dev.meridian.router;

import static dev.meridian.router.RouterStage.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.invoke.HeardInvocation;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.proto.route.v1.ResolveRequest;
import dev.meridian.proto.route.v1.ResolveResponse;
import dev.meridian.proto.route.v1.RouterGrpcClient;
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
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.server.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
        assertThat(answer.header("server-timing")).matches("router;dur=[0-9]+\\.[0-9]");
        assertThat(answer.header("meridian-attempts")).isEqualTo("null");
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

    @Test
    void aRedirectRuleIsAnsweredAtOnce() {
        RouterStage.Answer answer = stage.ask(HttpMethod.GET, "old.example.com", "/any?x=1");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("location")).isEqualTo("https://example.com/new");
    }

    @Test
    void aWatchTellsWhereARouteLeadsNowAndWheneverThatChanges() throws InterruptedException {
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", named("edge-fra"));
        BlockingQueue<ResolveResponse> told = new LinkedBlockingQueue<>();
        GrpcClient client = GrpcClient.client(stage.vertx);
        GrpcClientRequest<ResolveRequest, ResolveResponse> call =
                await(client.request(SocketAddress.inetSocketAddress(stage.port, "127.0.0.1"), RouterGrpcClient.Watch));
        call.response().onSuccess(answers -> answers.handler(told::add));
        call.end(ResolveRequest.newBuilder()
                .setHost("hello.network.localhost")
                .setClientIp("192.0.2.1")
                .build());

        assertThat(take(told).getNode()).isEqualTo("edge-fra");
        stage.peer(Kind.KIND_EDGE, "edge-ams", "ams", named("edge-ams"));
        assertThat(take(told).getCandidatesCount()).isEqualTo(2);
        stage.nodes.removeIf(node -> node.info().getName().equals("edge-fra"));
        assertThat(take(told).getNode()).isEqualTo("edge-ams");
        assertThat(told.poll(1_500, TimeUnit.MILLISECONDS))
                .as("nothing has changed")
                .isNull();
        call.cancel();
        await(client.close());
    }

    private static ResolveResponse take(BlockingQueue<ResolveResponse> told) throws InterruptedException {
        return Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS), "nothing was told");
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
    void aNodeThatFailsTimeAndAgainIsNotAskedForAWhileAndTheExplanationSaysSo() throws InterruptedException {
        AtomicInteger broken = new AtomicInteger();
        stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", exchange -> {
            broken.incrementAndGet();
            exchange.abort();
        });
        stage.peer(Kind.KIND_EDGE, "edge-ams", "ams", named("edge-ams"));
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", named("edge-nyc"));
        String explanation = "";
        for (int i = 0; i < 200 && !explanation.contains("put aside"); i++) {
            assertThat(stage.ask(HttpMethod.GET, FUNCTION, "/").body()).hasToString("edge-ams");
            explanation = stage.ask(HttpMethod.GET, "localhost", "/.meridian/route?host=hello.network.localhost")
                    .body()
                    .toString();
            Thread.sleep(20);
        }
        assertThat(explanation).containsPattern("put aside: [0-9]+ requests in a row failed");
        int before = broken.get();
        assertThat(stage.ask(HttpMethod.GET, FUNCTION, "/").header("meridian-attempts"))
                .isEqualTo("null");
        assertThat(broken).hasValue(before);
    }

    @Test
    void httpAndGrpcExplainADecisionAlike() {
        stage.nodes.add(TestingNodes.unreachable(TestingNodes.edge("edge-sgp", "sgp")));
        stage.nodes.add(TestingNodes.edge("edge-nyc", "nyc"));

        JsonObject http = stage.ask(
                        HttpMethod.GET, "any.example.com", "/.meridian/route?host=" + FUNCTION + "&ip=203.0.113.4")
                .body()
                .toJsonObject();
        ResolveResponse grpc = await(RouterGrpcClient.create(
                        stage.relay.grpc(), SocketAddress.inetSocketAddress(stage.relayPort, "127.0.0.1"))
                .resolve(ResolveRequest.newBuilder()
                        .setHost(FUNCTION)
                        .setClientIp("203.0.113.4")
                        .build()));

        assertThat(http.getString("target")).isEqualTo("function");
        assertThat(http.getString("node")).isEqualTo("edge-nyc").isEqualTo(grpc.getNode());
        assertThat(http.getString("homeRegion")).isEqualTo("nyc").isEqualTo(grpc.getHomeRegion());
        assertThat(http.getJsonObject("client").getString("country")).isEqualTo("SG");
        assertThat(grpc.getClient().getSource()).isEqualTo("table");
        JsonObject distant = http.getJsonArray("candidates").getJsonObject(1);
        assertThat(distant.getString("node")).isEqualTo("edge-sgp");
        assertThat(distant.getBoolean("eligible")).isFalse();
        assertThat(distant.getString("reason")).isEqualTo("not reachable over the relay");
        assertThat(distant.getDouble("scoreMillis"))
                .isEqualTo(5.0)
                .isEqualTo(grpc.getCandidates(1).getScoreMillis());
    }

    @Test
    void aCallAtThePublicPortGoesToTheNearestEdgeAndOneWithCredentialsHome() {
        stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", Exchange::abort, answering("edge:nyc"));
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", Exchange::abort, answering("region:nyc"));

        InvokeResponse guest = await(invoke("hello", "x-appwrite-project", "shop"));
        InvokeResponse server = await(invoke("hello", "x-appwrite-project", "shop", "x-appwrite-key", "k"));
        InvokeResponse unheard = await(invoke("just-made", "x-appwrite-project", "shop"));

        assertThat(guest.getExecutedAt()).isEqualTo("edge:nyc");
        assertThat(guest.getBody().toStringUtf8()).isEqualTo("hello for 127.0.0.1 with null");
        assertThat(server.getExecutedAt()).isEqualTo("region:nyc");
        assertThat(server.getBody().toStringUtf8()).isEqualTo("hello for 127.0.0.1 with k");
        assertThat(unheard.getExecutedAt()).isEqualTo("region:nyc");
    }

    @Test
    void aCallIsAnsweredByTheNextNodeOnlyWhereNothingWasSentToTheFirst() {
        RelayDoor gone = stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", Exchange::abort, answering("edge:nyc"));
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", Exchange::abort, answering("region:nyc"));
        await(gone.close(Duration.ZERO));

        assertThat(await(invoke("hello", "x-appwrite-project", "shop")).getExecutedAt())
                .isEqualTo("region:nyc");
    }

    @Test
    void aRefusedCallKeepsTheContractsTypeAllTheWay() {
        stage.peer(
                Kind.KIND_REGION,
                "region-nyc",
                "nyc",
                Exchange::abort,
                InvokeDoor.forNodes(new TestingInvocations(call -> Future.failedFuture(
                        Problem.of(new ProblemType("user_unauthorized", 401), "Not for you: go away")))));

        assertThat(refused("hello", "x-appwrite-project", "shop", "x-appwrite-jwt", "j"))
                .isEqualTo("UNAUTHENTICATED user_unauthorized: Not for you: go away");
        assertThat(refused("hello", "x-appwrite-project", "absent")).startsWith("NOT_FOUND project_not_found: ");
        assertThat(stream("hello", "x-appwrite-project", "shop", "x-appwrite-jwt", "j")
                        .status())
                .isEqualTo("UNAUTHENTICATED user_unauthorized: Not for you: go away");
        assertThat(stream("hello", "x-appwrite-project", "absent").status())
                .startsWith("NOT_FOUND project_not_found: ");
    }

    @Test
    void aStreamedCallTakesTheSameWaysAndPassesToTheNextNodeOnlyWhereNothingWasSent() {
        RelayDoor edge = stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", Exchange::abort, answering("edge:nyc"));
        stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", Exchange::abort, answering("region:nyc"));

        HeardInvocation guest = stream("hello", "x-appwrite-project", "shop");
        HeardInvocation server = stream("hello", "x-appwrite-project", "shop", "x-appwrite-key", "k");
        await(edge.close(Duration.ZERO));
        HeardInvocation next = stream("hello", "x-appwrite-project", "shop");

        assertThat(guest.order()).containsExactly("HEAD", "BODY", "END");
        assertThat(guest.head().getExecutedAt()).isEqualTo("edge:nyc");
        assertThat(guest.text()).isEqualTo("hello for 127.0.0.1 with null");
        assertThat(server.head().getExecutedAt()).isEqualTo("region:nyc");
        assertThat(server.text()).isEqualTo("hello for 127.0.0.1 with k");
        assertThat(next.head().getExecutedAt()).isEqualTo("region:nyc");
    }

    private HeardInvocation stream(String function, String... metadata) {
        return await(HeardInvocation.begin(
                        stage.relay.grpc(),
                        SocketAddress.inetSocketAddress(stage.port, "127.0.0.1"),
                        InvokeRequest.newBuilder().setFunctionId(function).build(),
                        metadata)
                .compose(HeardInvocation::over));
    }

    private static Service answering(String at) {
        return InvokeDoor.forNodes(new TestingInvocations(call -> Future.succeededFuture(InvokeResponse.newBuilder()
                .setStatus(200)
                .setExecutedAt(at)
                .setBody(ByteString.copyFromUtf8("hello for " + call.clientAddress() + " with "
                        + call.metadata().get("x-appwrite-key")))
                .build())));
    }

    private Future<InvokeResponse> invoke(String function, String... metadata) {
        return call(function, metadata).compose(response -> response.last());
    }

    private String refused(String function, String... metadata) {
        GrpcClientResponse<InvokeRequest, InvokeResponse> response = await(
                call(function, metadata).compose(head -> head.end().transform(ended -> Future.succeededFuture(head))));
        return response.status().name() + " " + response.statusMessage();
    }

    private Future<GrpcClientResponse<InvokeRequest, InvokeResponse>> call(String function, String... metadata) {
        return stage.relay
                .grpc()
                .request(SocketAddress.inetSocketAddress(stage.port, "127.0.0.1"), FunctionsGrpcClient.Invoke)
                .compose(request -> {
                    for (int i = 0; i < metadata.length; i += 2) {
                        request.headers().set(metadata[i], metadata[i + 1]);
                    }
                    return request.send(
                            InvokeRequest.newBuilder().setFunctionId(function).build());
                });
    }

    @Test
    void theNodesInViewAreShownWithoutTheirRelayAddresses() {
        stage.nodes.add(TestingNodes.node(Kind.KIND_EDGE, "edge-nyc", "nyc", "10.1.1.1:7777"));

        Buffer body =
                stage.ask(HttpMethod.GET, "any.example.com", "/.meridian/nodes").body();

        JsonObject node = body.toJsonObject().getJsonArray("nodes").getJsonObject(0);
        assertThat(node.getString("name")).isEqualTo("edge-nyc");
        assertThat(node.getString("kind")).isEqualTo("edge");
        assertThat(node.getString("state")).isEqualTo("serving");
        assertThat(node.getBoolean("usable")).isTrue();
        assertThat(body.toString()).doesNotContain("7777");
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

    private static Handler<Exchange> named(String name) {
        return exchange -> exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(name));
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
