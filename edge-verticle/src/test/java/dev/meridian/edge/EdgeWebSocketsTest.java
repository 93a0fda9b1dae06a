package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.await;
import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets through an edge: to an origin outside the network, and to the home region. */
@Timeout(60)
class EdgeWebSocketsTest {

    private static final String SHOP = "www.shop.example";

    private final Vertx outside = Vertx.vertx();
    private final List<MultiMap> seen = new CopyOnWriteArrayList<>();
    private final List<WebSocket> served = new CopyOnWriteArrayList<>();
    private final HttpServer shop = await(outside.createHttpServer(
                    new HttpServerOptions().addWebSocketSubProtocol("chat").setMaxWebSocketMessageSize(8 << 20))
            .webSocketHandshakeHandler(this::admit)
            .webSocketHandler(socket -> {
                served.add(socket);
                socket.binaryMessageHandler(socket::writeBinaryMessage);
                socket.textMessageHandler(said ->
                        Future.succeededFuture(said.equals("leave") ? socket.close() : socket.writeTextMessage(said)));
            })
            .requestHandler(request ->
                    request.response().putHeader("cache-control", "max-age=60").end("not by WebSocket"))
            .listen(0, "127.0.0.1"));
    private final EdgeStage stage = new EdgeStage(
            Path.of("."),
            Map.of("edge.functions", "false", "edge.origins.private", "true", "edge.origins.connections", "2"),
            List.of(),
            exchange -> {
                MultiMap headers = MultiMap.caseInsensitiveMultiMap();
                exchange.switched().pipe().to(exchange.respond(Exchange.SWITCHING_PROTOCOLS, headers, -1));
            });
    private final WebSocketClient users = outside.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(100).setMaxMessageSize(8 << 20));

    EdgeWebSocketsTest() {
        stage.know(EdgeStage.project("p1"), EdgeStage.origin(SHOP, "http://127.0.0.1:" + shop.actualPort(), true));
    }

    private void admit(ServerWebSocketHandshake handshake) {
        seen.add(handshake.headers());
        if (handshake.path().equals("/closed")) {
            handshake.reject(403);
        } else {
            handshake.accept();
        }
    }

    private Future<WebSocket> connect(String path) {
        return users.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .putHeader("host", SHOP)
                .setPort(stage.port())
                .setURI(path)
                .addSubProtocol("chat")
                .putHeader("cookie", "session=1"));
    }

    @AfterEach
    void close() {
        await(outside.close());
        stage.close();
    }

    @Test
    void messagesPassBothWaysAndTheOriginKnowsForWhom() throws Exception {
        WebSocket socket = await(connect("/live?room=1"));
        BlockingQueue<Buffer> got = new LinkedBlockingQueue<>();
        socket.handler(got::add);
        Buffer large = Buffer.buffer(new byte[4 << 20]);

        await(socket.writeTextMessage("hello"));
        assertThat(got.poll(10, TimeUnit.SECONDS)).hasToString("hello");
        await(socket.writeBinaryMessage(large));
        long bytes = 0;
        while (bytes < large.length()) {
            bytes += got.poll(10, TimeUnit.SECONDS).length();
        }

        assertThat(bytes).isEqualTo(large.length());
        assertThat(seen.getFirst().get("x-forwarded-host")).startsWith(SHOP);
        assertThat(seen.getFirst().get("cookie")).isEqualTo("session=1");
        assertThat(seen.getFirst().get("sec-websocket-protocol")).isEqualTo("chat");
        await(socket.close());
        until(() -> served.getFirst().isClosed());
        until(() -> stage.underWay() == 0);
    }

    @Test
    void theOriginMayClose() {
        WebSocket socket = await(connect("/live"));
        await(socket.writeTextMessage("leave"));

        until(socket::isClosed);
        assertThat(socket.closeStatusCode()).isEqualTo((short) 1000);
        until(() -> stage.underWay() == 0);
    }

    @Test
    void theOriginMayRefuse() {
        for (int i = 0; i < 5; i++) {
            assertThat(refused(connect("/closed"))).isEqualTo(403);
        }
        until(() -> stage.underWay() == 0);
        assertThat(stage.at(SHOP, "/page").text()).isEqualTo("not by WebSocket");
    }

    @Test
    void whatIsStoredIsNoAnswerToWhoWantsAWebSocket() {
        stage.at(SHOP, "/live");
        until(() -> stage.at(SHOP, "/live").cache().startsWith("hit"));

        WebSocket socket = await(connect("/live"));

        assertThat(socket.subProtocol()).isEqualTo("chat");
        assertThat(stage.at(SHOP, "/live").text()).isEqualTo("not by WebSocket");
    }

    @Test
    void openSocketsTakeNoPlaceOfRequestsToTheOrigin() {
        List<WebSocket> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(await(connect("/live")));
        }
        assertThat(stage.at(SHOP, "/page").text()).isEqualTo("not by WebSocket");
        open.forEach(socket -> await(socket.close()));
        until(() -> stage.underWay() == 0);
    }

    /** @return the status that it was refused with */
    private static int refused(Future<WebSocket> connecting) {
        return await(connecting
                .map(0)
                .recover(failure -> failure instanceof UpgradeRejectedException rejected
                        ? Future.succeededFuture(rejected.getStatus())
                        : Future.failedFuture(failure)));
    }
}
