package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.await;
import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.cache.v1.Purge;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An edge in front of a shop that knows nothing of the network. */
class EdgeOriginsTest {

    private static final String SHOP = "www.shop.example";

    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private volatile String body = "first";
    private final Vertx outside = Vertx.vertx();
    private EdgeStage stage = stage("true");
    private final HttpServer shop = shop();

    private static EdgeStage stage(String allowsPrivate) {
        return new EdgeStage(
                Path.of("."),
                Map.of("edge.functions", "false", "edge.origins.private", allowsPrivate),
                List.of(),
                exchange -> exchange.respond(
                        500, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("the region was asked")));
    }

    private HttpServer shop() {
        HttpServer server = await(outside.createHttpServer()
                .requestHandler(request -> {
                    seen.add(request);
                    request.response()
                            .putHeader("cache-control", "max-age=60")
                            .putHeader("surrogate-key", "front")
                            .end(body);
                })
                .listen(0, "127.0.0.1"));
        tell("http://127.0.0.1:" + server.actualPort(), true);
        return server;
    }

    private void tell(String url, boolean verified) {
        stage.know(EdgeStage.project("p1"), EdgeStage.origin(SHOP, url, verified));
    }

    @AfterEach
    void close() {
        await(outside.close());
        stage.close();
    }

    private EdgeStage.Reply get(String path, String... headers) {
        return stage.at(SHOP, path, headers);
    }

    @Test
    void anAnswerIsStoredAndGivenWithoutTheOrigin() {
        EdgeStage.Reply miss = get("/shoes?size=9");
        until(() -> get("/shoes?size=9").cache().startsWith("hit"));
        body = "second";

        assertThat(miss.cache()).isEqualTo("fwd=uri-miss; fwd-status=200; ttl=60; stored");
        assertThat(get("/shoes?size=9").text()).isEqualTo("first");
        assertThat(get("/shoes?size=10").text()).isEqualTo("second");
        HttpServerRequest first = seen.getFirst();
        assertThat(first.getHeader("host")).isEqualTo("127.0.0.1:" + shop.actualPort());
        assertThat(first.getHeader("x-forwarded-host")).startsWith(SHOP);
        assertThat(first.getHeader("cdn-loop")).isEqualTo("network.localhost");
    }

    @Test
    void whatAnUnsafeRequestChangesIsForgotten() {
        get("/cart");
        until(() -> get("/cart").cache().startsWith("hit"));

        EdgeStage.Reply posted = stage.ask(HttpMethod.POST, SHOP, "/cart", Map.of(), Buffer.buffer("shoes"));

        assertThat(posted.status()).isEqualTo(200);
        assertThat(seen.getLast().method()).isEqualTo(HttpMethod.POST);
        assertThat(get("/cart").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void aPurgeOfTheProjectReachesWhatItsOriginsAnswered() {
        get("/shoes");
        until(() -> get("/shoes").cache().startsWith("hit"));

        stage.purge(Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setSequence(1)
                .setProject("p1")
                .addTags("front")
                .build());

        assertThat(get("/shoes").cache()).startsWith("fwd=uri-miss");
    }

    @Test
    void aRequestThatComesBackIsToldSo() {
        EdgeStage.Reply reply = get("/", "cdn-loop", "other.example, network.localhost; hops=1");

        assertThat(reply.status()).isEqualTo(508);
        assertThat(seen).isEmpty();
    }

    @Test
    void anOriginThatIsDownIsSaidToBe() {
        tell("http://127.0.0.1:1", true);

        EdgeStage.Reply reply = get("/");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.text()).contains("origin could not be reached").doesNotContain("127.0.0.1");
    }

    @Test
    void aPrivateAddressIsNotConnectedToUnlessTheOperatorAllowsIt() {
        stage.close();
        stage = stage("false");
        tell("http://127.0.0.1:" + shop.actualPort(), true);

        assertThat(get("/").status()).isEqualTo(502);
        assertThat(seen).isEmpty();
    }

    @Test
    void aDomainThatDoesNotLeadHereIsNobodys() {
        tell("http://127.0.0.1:" + shop.actualPort(), false);

        assertThat(get("/").status()).isEqualTo(404);
        assertThat(seen).isEmpty();
    }

    @Test
    void anOriginThatThisNodeCannotReadIsRefused() {
        tell("gopher://shop", true);

        assertThat(get("/").status()).isEqualTo(404);
    }
}
