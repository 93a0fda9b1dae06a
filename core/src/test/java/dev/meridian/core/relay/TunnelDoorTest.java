package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.Wait;
import dev.meridian.core.http.Listen;
import dev.meridian.core.telemetry.Telemetry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes on a socket to a door that carries to one node, and at times to one that is not there. */
final class TunnelDoorTest {

    private static final int MOST = 3;

    private final Vertx vertx = Vertx.vertx();
    private final Telemetry telemetry = new Telemetry();
    private final BlockingQueue<NetSocket> arrived = new LinkedBlockingQueue<>();
    private String node = "";
    private String gone = "";
    private int door;

    @BeforeEach
    void open() {
        NetServer far = RelayStage.await(
                vertx.createNetServer().connectHandler(this::arrive).listen(0, "127.0.0.1"));
        NetServer closed = RelayStage.await(
                vertx.createNetServer().connectHandler(this::arrive).listen(0, "127.0.0.1"));
        node = "127.0.0.1:" + far.actualPort();
        gone = "127.0.0.1:" + closed.actualPort();
        RelayStage.await(closed.close());
        TunnelDoor tunnels = new TunnelDoor(
                vertx,
                telemetry.metrics(),
                asked -> List.of(node, gone).contains(asked) ? Optional.of(PeerAddress.parse(asked)) : Optional.empty(),
                MOST);
        door = RelayStage.await(new RelayDoor(
                        vertx,
                        new Listen("127.0.0.1", 0),
                        Optional.empty(),
                        tunnels,
                        exchange -> exchange.abort(),
                        List.of())
                .listen());
    }

    @AfterEach
    void close() {
        RelayStage.await(vertx.close());
    }

    @Test
    void bytesPassBothWaysAndTheTunnelEndsWithEitherSide() throws Exception {
        Talk near = new Talk();
        assertThat(near.connect(node)).startsWith("HTTP/1.1 200");
        NetSocket far = Objects.requireNonNull(arrived.poll(5, TimeUnit.SECONDS));
        far.handler(bytes -> far.write(Buffer.buffer("heard ").appendBuffer(bytes)));
        far.resume();

        near.socket.write("a word");
        Wait.until("the answer comes", () -> near.text().endsWith("heard a word"));
        assertThat(gauge()).isEqualTo(1);
        assertThat(telemetry.metrics().counter("meridian.relay.tunnel.bytes").count())
                .isEqualTo(18);

        far.close();
        Wait.until("the near side is closed", () -> near.closed.future().isComplete());
        Wait.until("no tunnel is counted", () -> gauge() == 0);
    }

    @Test
    void onlyNodesThatAreKnownAreConnectedTo() {
        for (String target : List.of("127.0.0.1:" + door, "localhost:" + node.split(":", 2)[1], "", "x", node + "0")) {
            assertThat(new Talk().connect(target)).as(target).doesNotContain(" 200");
        }
        assertThat(new Talk().connect("127.0.0.1:" + door)).startsWith("HTTP/1.1 403");
        assertThat(arrived).isEmpty();
    }

    @Test
    void aNodeThatIsGoneIsABadGateway() {
        assertThat(new Talk().connect(gone)).startsWith("HTTP/1.1 502");
        Wait.until("no tunnel is counted", () -> gauge() == 0);
    }

    @Test
    void thereIsAnEndToHowManyTunnelsAreCarried() {
        List<Talk> talks = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            talks.add(new Talk());
            assertThat(talks.getLast().connect(node)).startsWith("HTTP/1.1 200");
        }

        assertThat(new Talk().connect(node)).startsWith("HTTP/1.1 503");
        talks.getFirst().socket.close();
        Wait.until("one has ended", () -> gauge() == MOST - 1);
        assertThat(new Talk().connect(node)).startsWith("HTTP/1.1 200");
    }

    @Test
    void aSideThatDoesNotReadStopsTheOtherAndLosesNothing() throws Exception {
        Talk near = new Talk();
        near.connect(node);
        NetSocket far = Objects.requireNonNull(arrived.poll(5, TimeUnit.SECONDS));
        AtomicLong written = new AtomicLong();
        Buffer piece = Buffer.buffer(new byte[64 << 10]);
        Wait.until("nothing more is taken", () -> {
            for (int i = 0; i < 64 && !near.socket.writeQueueFull(); i++) {
                near.socket.write(piece);
                written.addAndGet(piece.length());
            }
            return written.get() > 0 && isStill(written);
        });
        assertThat(written.get()).isLessThan(64L << 20);

        AtomicLong read = new AtomicLong();
        far.handler(bytes -> read.addAndGet(bytes.length()));
        far.resume();
        near.socket.close();
        Wait.until("all of it has come", () -> read.get() == written.get());
    }

    private long before = -1;

    /** Whether it has not grown since it was last asked. */
    private boolean isStill(AtomicLong written) {
        boolean still = before == written.get();
        before = written.get();
        return still;
    }

    private void arrive(NetSocket socket) {
        arrived.add(socket.pause());
    }

    private double gauge() {
        return Objects.requireNonNull(
                        telemetry.metrics().find("meridian.relay.tunnels").gauge())
                .value();
    }

    /** A connection to the door. */
    private final class Talk {

        final NetSocket socket;
        final Promise<Void> closed = Promise.promise();
        private final Buffer heard = Buffer.buffer();

        Talk() {
            socket = RelayStage.await(vertx.createNetClient().connect(door, "127.0.0.1"));
            socket.closeHandler(ignored -> closed.complete());
            socket.handler(bytes -> {
                synchronized (heard) {
                    heard.appendBuffer(bytes);
                }
            });
        }

        String text() {
            synchronized (heard) {
                return heard.toString();
            }
        }

        /** What the door answered. */
        String connect(String target) {
            socket.write("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
            Wait.until("the door answers", () -> text().contains("\r\n\r\n"));
            return text();
        }
    }
}
