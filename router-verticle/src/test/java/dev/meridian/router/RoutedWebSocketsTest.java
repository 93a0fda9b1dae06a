package dev.meridian.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets through a router. */
@Timeout(60)
class RoutedWebSocketsTest {

    private final AtomicInteger opened = new AtomicInteger();

    /** Says who it is, then sends back what it gets. */
    private Handler<Exchange> echo(String name) {
        return exchange -> {
            opened.incrementAndGet();
            MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("x-node", name);
            exchange.switched().pipe().to(exchange.respond(Exchange.SWITCHING_PROTOCOLS, headers, -1));
        };
    }

    private static Socket connect(RouterStage stage) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port);
        socket.setSoTimeout(20_000);
        send(
                socket,
                "GET / HTTP/1.1\r\nHost: hello.network.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    @Test
    void oneGoesToOneNodeEvenWhereRequestsAreHedgedOrRedirected() throws IOException {
        try (RouterStage stage = new RouterStage(Optional.empty(), Duration.ofMillis(1))) {
            stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", echo("edge-fra"));
            stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", echo("edge-nyc"));
            try (Socket socket = connect(stage)) {
                assertThat(readUntil(socket, "\r\n\r\n"))
                        .startsWith("HTTP/1.1 101 ")
                        .containsIgnoringCase("x-node: edge-fra\r\n")
                        .containsIgnoringCase("meridian-router: router-1\r\n");
                send(socket, "a word");
                assertThat(readUntil(socket, "word")).isEqualTo("a word");
                assertThat(opened).hasValue(1);
            }
        }
        try (RouterStage stage = RouterStage.redirecting()) {
            stage.peer(Kind.KIND_REGION, "region-nyc", "nyc", echo("region-nyc"));
            try (Socket socket = connect(stage)) {
                assertThat(readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @Test
    void theNextNodeIsAskedWhereOneIsGone() throws IOException {
        try (RouterStage stage = new RouterStage()) {
            RelayDoor gone = stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", echo("edge-fra"));
            RouterStage.await(gone.close(Duration.ZERO));
            stage.peer(Kind.KIND_EDGE, "edge-nyc", "nyc", echo("edge-nyc"));
            try (Socket socket = connect(stage)) {
                assertThat(readUntil(socket, "\r\n\r\n"))
                        .startsWith("HTTP/1.1 101 ")
                        .containsIgnoringCase("x-node: edge-nyc\r\n");
            }
        }
    }

    @Test
    void aNodeThatDiesTakesItsSocketsWithIt() throws IOException {
        try (RouterStage stage = new RouterStage()) {
            RelayDoor edge = stage.peer(Kind.KIND_EDGE, "edge-fra", "fra", echo("edge-fra"));
            try (Socket socket = connect(stage)) {
                readUntil(socket, "\r\n\r\n");
                RouterStage.await(edge.close(Duration.ZERO));

                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aRefusalIsAnAnswerLikeAnyOther() throws IOException {
        try (RouterStage stage = new RouterStage()) {
            stage.peer(
                    Kind.KIND_EDGE,
                    "edge-fra",
                    "fra",
                    exchange -> ProblemAnswer.give(exchange, Problem.of(ProblemType.BAD_REQUEST, "Not here.")));
            try (Socket socket = connect(stage)) {
                assertThat(readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 400 ");
                assertThat(readUntil(socket, "</html>")).contains("general_bad_request");
            }
        }
    }
}
