package dev.meridian.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.protect.ClientGuard;
import dev.meridian.core.protect.ClientLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A door that trusts 127.0.0.1 as a proxy, so that clients are who X-Forwarded-For says. */
class HttpDoorProtectionTest {

    private final Vertx vertx = Vertx.vertx();
    private final int port = await(new HttpDoor(
                    vertx,
                    new Listen("127.0.0.1", 0),
                    HttpLimits.DEFAULT,
                    TrustedProxies.parse(List.of("127.0.0.1/32")),
                    request -> {
                        boolean isProbe = "/healthz".equals(request.path());
                        if (isProbe) {
                            request.response().end("well");
                        }
                        return isProbe;
                    },
                    exchange -> exchange.body()
                            .endHandler(ended ->
                                    exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("done")))
                            .resume())
            .guarded(new ClientGuard(new ClientLimits(100, 2, 2, 3), new SimpleMeterRegistry(), System::nanoTime))
            .listen());

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aFloodIsRefusedWithItsReasonWhileOthersAndProbesAreServed() throws IOException {
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            answers.append(ask("GET /v1/x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n"));
        }
        assertThat(answers)
                .contains("200 OK")
                .contains("429 Too Many Requests")
                .contains("retry-after: 1")
                .contains("general_rate_limit_exceeded");
        assertThat(ask("GET /v1/x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.8\r\n"))
                .contains("200 OK");
        assertThat(ask("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n"))
                .contains("well");
    }

    @Test
    void aBodyThatTricklesIsBrokenOff() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            long begun = System.nanoTime();
            boolean isOpen = true;
            for (int i = 0; i < 600 && isOpen; i++) {
                Thread.sleep(50);
                try {
                    socket.getOutputStream().write('x');
                } catch (IOException closed) {
                    isOpen = false;
                }
            }
            assertThat(isOpen).isFalse();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun))
                    .isGreaterThanOrEqualTo(4);
        }
    }

    private String ask(String head) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
