package dev.meridian.core.topology;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

/**
 * A link from one node to another, of which a test says how slow it is, how much it loses, and whether it is cut. What is
 * lost comes 250 ms late, with all behind it, as TCP would have it. A cut link says nothing: bytes vanish, and a new
 * connection is never answered.
 */
final class LinkProxy {

    private static final long RETRANSMISSION_MILLIS = 250;

    private final Vertx vertx;
    private final NetClient net;
    private final SocketAddress to;
    private final Random random = new Random(20_261_127);
    private volatile Duration oneWay = Duration.ZERO;
    private volatile double loss;
    private volatile boolean cut;

    private LinkProxy(Vertx vertx, SocketAddress to) {
        this.vertx = vertx;
        this.net = vertx.createNetClient();
        this.to = to;
    }

    static LinkProxy open(Vertx vertx, SocketAddress at, SocketAddress to) {
        LinkProxy link = new LinkProxy(vertx, to);
        NetServer server = vertx.createNetServer().connectHandler(link::join);
        Mesh.await(server.listen(at));
        return link;
    }

    void delay(Duration oneWay) {
        this.oneWay = oneWay;
    }

    void lose(double share) {
        this.loss = share;
    }

    void cut() {
        this.cut = true;
    }

    /** What was cut stays silent; new connections are answered. */
    void mend() {
        this.cut = false;
    }

    private void join(NetSocket near) {
        near.pause();
        if (cut) {
            return;
        }
        net.connect(to).onFailure(failure -> near.close()).onSuccess(far -> {
            new Direction(near, far).begin();
            new Direction(far, near).begin();
            near.resume();
        });
    }

    /** One way of one connection; in order. */
    private final class Direction {

        private record Due(long nanos, Buffer data) {}

        private final NetSocket from;
        private final NetSocket to;
        private final Queue<Due> waiting = new ArrayDeque<>();
        private long last = System.nanoTime();
        private boolean dead;

        Direction(NetSocket from, NetSocket to) {
            this.from = from;
            this.to = to;
        }

        void begin() {
            from.handler(this::take);
            from.closeHandler(closed -> to.close());
        }

        private void take(Buffer data) {
            dead |= cut;
            if (dead) {
                return;
            }
            long late = loss > 0 && random.nextDouble() < loss ? RETRANSMISSION_MILLIS : 0;
            last = Math.max(last, System.nanoTime() + oneWay.plusMillis(late).toNanos());
            waiting.add(new Due(last, data));
            if (waiting.size() == 1) {
                give();
            }
        }

        private void give() {
            Due due = waiting.peek();
            if (due == null || dead) {
                return;
            }
            long left = due.nanos - System.nanoTime();
            if (left > 0) {
                vertx.setTimer(Math.max(1, left / 1_000_000), ignored -> give());
                return;
            }
            waiting.remove();
            if (!cut) {
                to.write(due.data);
            }
            give();
        }
    }
}
