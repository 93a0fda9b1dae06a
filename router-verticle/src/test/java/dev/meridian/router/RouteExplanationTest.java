package dev.meridian.router;

import static dev.meridian.router.RouterStage.await;
import static dev.meridian.router.RouterStage.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.grpc.Refusals;
import dev.meridian.proto.route.v1.Point;
import dev.meridian.proto.route.v1.ResolveRequest;
import dev.meridian.proto.route.v1.ResolveResponse;
import dev.meridian.proto.route.v1.RouterGrpcClient;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a router tells of its ways, over HTTP and gRPC. */
@Timeout(90)
class RouteExplanationTest {

    private static final String FUNCTION = "hello.network.localhost";

    private final RouterStage stage = new RouterStage();

    @AfterEach
    void close() {
        stage.close();
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
    void aPlaceThatIsNoneIsAnInvalidArgumentOverGrpc() {
        GrpcClientResponse<ResolveRequest, ResolveResponse> response = await(stage.relay
                .grpc()
                .request(SocketAddress.inetSocketAddress(stage.relayPort, "127.0.0.1"), RouterGrpcClient.Resolve)
                .compose(request -> request.send(ResolveRequest.newBuilder()
                        .setHost(FUNCTION)
                        .setPoint(Point.newBuilder().setLatitude(91))
                        .build())));

        assertThat(response.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
        assertThat(Refusals.message(response)).startsWith("general_argument_invalid: ");
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
}
