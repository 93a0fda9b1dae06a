package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSocket from a user through the relay to a node, byte by byte: what the bytes mean is not the network's business. */
@Timeout(60)
final class SwitchingTest {

    private static final String ASKED =
            "GET /v1/live HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }

    /** Sends back what it gets, until the caller leaves or says "bye". */
    private static void echo(Exchange exchange) {
        WriteStream<Buffer> back = exchange.respond(Exchange.SWITCHING_PROTOCOLS, headers(), -1);
        exchange.switched()
                .handler(data -> {
                    back.write(data);
                    if (data.toString().equals("bye")) {
                        back.end();
                    }
                })
                .endHandler(left -> back.end())
                .resume();
    }

    @Test
    void bytesPassBothWaysUntilTheCallerLeaves() throws Exception {
        Promise<Void> ended = Promise.promise();
        try (RelayStage stage = new RelayStage(exchange -> {
            exchange.ended().onComplete(ended);
            echo(exchange);
        })) {
            try (Socket user = ask(stage, ASKED)) {
                String head = head(user);
                assertThat(head)
                        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                        .containsIgnoringCase("connection: upgrade\r\n")
                        .containsIgnoringCase("upgrade: websocket\r\n")
                        .containsIgnoringCase("x-near: seen\r\n")
                        .doesNotContainIgnoringCase("transfer-encoding")
                        .doesNotContainIgnoringCase("content-length");
                for (String said : new String[] {"one", "\u0000two", "three"}) {
                    user.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                    assertThat(user.getInputStream().readNBytes(said.length()))
                            .asString()
                            .isEqualTo(said);
                }
            }
            assertThat(RelayStage.await(ended.future().map("whole"))).isEqualTo("whole");
        }
    }

    @Test
    void theFarSideMayLeaveFirst() throws Exception {
        try (RelayStage stage = new RelayStage(SwitchingTest::echo);
                Socket user = ask(stage, ASKED)) {
            head(user);
            user.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));

            assertThat(user.getInputStream().readAllBytes()).asString().isEqualTo("bye");
        }
    }

    @Test
    void whoeverIsBrokenOffIsClosed() throws Exception {
        try (RelayStage stage = new RelayStage(exchange -> {
                    exchange.respond(Exchange.SWITCHING_PROTOCOLS, headers(), -1);
                    exchange.switched().handler(data -> exchange.abort()).resume();
                });
                Socket user = ask(stage, ASKED)) {
            head(user);
            user.getOutputStream().write('x');

            assertThat(user.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void itMayBeAnsweredAsIfItHadNotAsked() throws Exception {
        Handler<Exchange> plain = exchange -> exchange.body()
                .endHandler(ended -> exchange.respond(426, headers(), Buffer.buffer("no")))
                .resume();
        try (RelayStage stage = new RelayStage(plain);
                Socket user = ask(stage, ASKED)) {
            assertThat(head(user)).startsWith("HTTP/1.1 426 ");
            assertThat(user.getInputStream().readNBytes(2)).asString().isEqualTo("no");

            user.getOutputStream().write(ASKED.getBytes(StandardCharsets.US_ASCII));
            assertThat(head(user)).startsWith("HTTP/1.1 426 ");
        }
    }

    @Test
    void nobodyIsSwitchedWithoutHavingAsked() throws Exception {
        for (String asked : new String[] {
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\nx"
        }) {
            try (RelayStage stage = new RelayStage(SwitchingTest::echo);
                    Socket user = ask(stage, asked)) {
                assertThat(head(user)).startsWith("HTTP/1.1 500 ");
            }
        }
    }

    @Test
    void whatTheCallerDoesNotReadIsNotKept() throws Exception {
        long all = 64L << 20;
        AtomicLong written = new AtomicLong();
        try (RelayStage stage = new RelayStage(
                        exchange -> pump(exchange.respond(Exchange.SWITCHING_PROTOCOLS, headers(), -1), written, all));
                Socket user = ask(stage, ASKED)) {
            head(user);
            long before = -1;
            while (before != written.get()) {
                before = written.get();
                Thread.sleep(300);
            }
            assertThat(before).isBetween(1L, all / 2);

            long read = 0;
            byte[] chunk = new byte[1 << 16];
            for (int n = user.getInputStream().read(chunk);
                    n >= 0;
                    n = user.getInputStream().read(chunk)) {
                read += n;
            }
            assertThat(read).isEqualTo(all);
        }
    }

    private static void pump(WriteStream<Buffer> to, AtomicLong written, long all) {
        Buffer slice = Buffer.buffer(new byte[16 << 10]);
        while (!to.writeQueueFull() && written.get() < all) {
            written.addAndGet(slice.length());
            to.write(slice);
        }
        if (written.get() < all) {
            to.drainHandler(drained -> pump(to, written, all));
        } else {
            to.drainHandler(null);
            to.end();
        }
    }

    private static Socket ask(RelayStage stage, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.nearPort);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("after " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }
}
