package dev.meridian.launcher.bench.hop;

import dev.meridian.launcher.bench.stage.AnswerEnd;
import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.Latencies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Clients with an address each that send a request at a fixed pace, whatever becomes of the one before: time counts from
 * when a request was due, so that a server which stalls is not asked less and looks the better for it.
 */
final class PoliteClients {

    static final int CLIENTS = 32;

    /** Between two requests of one client. */
    static final Duration EVERY = Duration.ofMillis(50);

    private final Vertx vertx;
    private final NetClient client;

    PoliteClients(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createNetClient();
    }

    /**
     * What became of their requests.
     *
     * @param refused answers other than 200, which the figures leave out
     * @param unanswered requests that were due and had no answer at the end
     */
    record Outcome(Figures figures, long refused, long unanswered) {}

    /** Fails when a connection breaks. */
    Future<Outcome> run(int port, String path, Duration counted) {
        Latencies latencies = new Latencies();
        List<Future<Connection>> connections = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Buffer request = Buffer.buffer("GET " + path + " HTTP/1.1\r\nHost: " + Hop.HOST
                    + "\r\nX-Forwarded-For: 192.0.2." + (1 + i) + "\r\n\r\n");
            long first = 1 + i * EVERY.toMillis() / CLIENTS;
            connections.add(client.connect(port, "127.0.0.1")
                    .compose(socket -> new Connection(socket, request, latencies).during(first, counted)));
        }
        return Future.all(connections)
                .map(all -> new Outcome(
                        latencies.figures(counted),
                        connections.stream()
                                .mapToLong(one -> one.result().refused)
                                .sum(),
                        connections.stream()
                                .mapToLong(one -> one.result().due.size())
                                .sum()));
    }

    /** Used on the one event loop of its Vert.x. */
    private final class Connection {

        private final NetSocket socket;
        private final Buffer request;
        private final Latencies latencies;
        private final AnswerEnd answers = new AnswerEnd();
        private final Queue<Long> due = new ArrayDeque<>();
        private final Promise<Connection> done = Promise.promise();
        private long refused;

        Connection(NetSocket socket, Buffer request, Latencies latencies) {
            this.socket = socket;
            this.request = request;
            this.latencies = latencies;
            socket.handler(this::received);
            socket.closeHandler(ignored -> done.tryFail("the server closed a polite client's connection"));
            socket.exceptionHandler(done::tryFail);
        }

        Future<Connection> during(long firstMillis, Duration counted) {
            long timer = vertx.setPeriodic(firstMillis, EVERY.toMillis(), ignored -> isDue());
            vertx.setTimer(counted.toMillis(), ignored -> {
                vertx.cancelTimer(timer);
                done.tryComplete(this);
                socket.close();
            });
            return done.future();
        }

        private void isDue() {
            due.add(System.nanoTime());
            if (due.size() == 1) {
                socket.write(request);
            }
        }

        private void received(Buffer bytes) {
            if (done.future().isComplete() || !answers.complete(bytes)) {
                return;
            }
            long since = due.remove();
            if (answers.status() == 200) {
                latencies.record(System.nanoTime() - since);
            } else {
                refused++;
            }
            if (!due.isEmpty()) {
                socket.write(request);
            }
        }
    }
}
