package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.OnContext;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class ForwardingTest {

    @Test
    void whatIsToldBeforeAResponseCrossesBeforeIt() {
        try (RelayStage stage = new RelayStage(exchange -> {
            exchange.inform(103, MultiMap.caseInsensitiveMultiMap().set("link", "</a.css>; rel=preload"));
            exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("answer"));
            exchange.inform(103, MultiMap.caseInsensitiveMultiMap().set("link", "too late"));
        })) {
            List<String> hints = new CopyOnWriteArrayList<>();
            Buffer answer = RelayStage.await(OnContext.begin(
                    stage.vertx,
                    () -> stage.user
                            .request(HttpMethod.GET, "/v1/x")
                            .compose(request -> request.earlyHintsHandler(headers -> hints.add(headers.get("link")))
                                    .send()
                                    .compose(response -> response.body()))));

            assertThat(answer).hasToString("answer");
            assertThat(hints).containsExactly("</a.css>; rel=preload");
        }
    }

    @Test
    void anExchangeCrossesWithItsHeadersAndBothBodies() {
        try (RelayStage stage = new RelayStage(exchange -> {
            Buffer seen = Buffer.buffer();
            exchange.body()
                    .handler(seen::appendBuffer)
                    .endHandler(ignored -> exchange.respond(
                            201,
                            MultiMap.caseInsensitiveMultiMap()
                                    .add("x-path", exchange.request().uri())
                                    .add("x-client", exchange.provenance().clientAddress())
                                    .add(
                                            "x-custom",
                                            exchange.request().headers().get("x-custom")),
                            Buffer.buffer("got ").appendBuffer(seen)));
            exchange.body().resume();
        })) {
            RelayStage.Answer answer = stage.ask(
                    HttpMethod.POST,
                    "/v1/things?a=b",
                    MultiMap.caseInsensitiveMultiMap().add("x-custom", "kept"),
                    Buffer.buffer("a body"));

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).hasToString("got a body");
            assertThat(answer.headers().get("x-path")).isEqualTo("/v1/things?a=b");
            assertThat(answer.headers().get("x-client")).isEqualTo("127.0.0.1");
            assertThat(answer.headers().get("x-custom")).isEqualTo("kept");
            assertThat(answer.headers().get("x-near")).isEqualTo("seen");
        }
    }

    @Test
    void exchangesAreCountedForThePeerThatTheyWereBegunWith() {
        try (RelayStage stage = new RelayStage(
                exchange -> exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("answer")))) {
            stage.ask(HttpMethod.GET, "/");
            stage.ask(HttpMethod.GET, "/");

            assertThat(stage.relay.exchanges(stage.far)).isEqualTo(2);
            assertThat(stage.relay.exchanges(new PeerAddress("127.0.0.1", 1))).isZero();
        }
    }

    @Test
    void aPeerThatIsNotThereGivesTheContractsError() {
        try (RelayStage stage = new RelayStage(exchange -> exchange.abort())) {
            stage.takeFarDown();
            RelayStage.Answer answer = stage.ask(HttpMethod.GET, "/v1/things");
            JsonObject body = answer.body().toJsonObject();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(body.getString("type")).isEqualTo("general_region_unavailable");
            assertThat(body.getInteger("code")).isEqualTo(503);
            assertThat(body.getString("version")).isEqualTo("2.3.0");
        }
    }
}
