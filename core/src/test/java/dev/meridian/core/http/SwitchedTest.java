package dev.meridian.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.protect.ClientGuard;
import dev.meridian.core.protect.ClientLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that has switched to another protocol is held to what holds for the others. */
@Timeout(60)
class SwitchedTest {

    private final Vertx vertx = Vertx.vertx();

    private int open(Duration idle, ClientLimits clients) {
        HttpLimits limits = HttpLimits.DEFAULT;
        return await(new HttpDoor(
                        vertx,
                        new Listen("127.0.0.1", 0),
                        new HttpLimits(
                                limits.headerBytes(),
                                limits.headers(),
                                limits.uriBytes(),
                                limits.bodyBytes(),
                                idle,
                                limits.firstRequest(),
                                limits.timeout()),
                        TrustedProxies.parse(List.of()),
                        request -> false,
                        exchange -> {
                            MultiMap headers = MultiMap.caseInsensitiveMultiMap();
                            exchange.switched().pipe().to(exchange.respond(Exchange.SWITCHING_PROTOCOLS, headers, -1));
                        })
                .guarded(new ClientGuard(clients, new SimpleMeterRegistry(), System::nanoTime))
                .listen());
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void oneThatIsSilentIsClosed() throws IOException {
        int port = open(Duration.ofMillis(300), new ClientLimits(100, 10, 10, 100));
        try (Socket socket = connect(port)) {
            assertThat(socket.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void oneThatHasEndedIsNoMoreCounted() throws Exception {
        int port = open(Duration.ofSeconds(30), new ClientLimits(1, 10, 10, 1_000));
        try (Socket held = connect(port)) {
            assertThat((char) held.getInputStream().read()).isEqualTo('H');
            try (Socket second = connect(port)) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
        }
        int first = -1;
        for (int i = 0; i < 200 && first < 0; i++) {
            Thread.sleep(25);
            try (Socket next = connect(port)) {
                first = next.getInputStream().read();
            }
        }
        assertThat((char) first).isEqualTo('H');
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
