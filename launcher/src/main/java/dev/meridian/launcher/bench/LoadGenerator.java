package dev.meridian.launcher.bench;

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
import java.util.ArrayList;
import java.util.List;

/**
 * A closed loop of keep-alive HTTP/1.1 connections, each sending the same request again once it is answered. Only for
 * loopback, bounded in connections and time.
 */
final class LoadGenerator {

    static final int CONNECTIONS = 64;

    private final NetClient client;

    LoadGenerator(Vertx vertx) {
        this.client = vertx.createNetClient();
    }

    /** Loads a server for a warm-up and then a counted while; fails when any answer is not 200. */
    Future<Figures> run(int port, String host, String path, Duration warmUp, Duration counted) {
        Buffer request = Buffer.buffer("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        long start = System.nanoTime() + warmUp.toNanos();
        long end = start + counted.toNanos();
        Latencies latencies = new Latencies();
        List<Future<Void>> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(client.connect(port, "127.0.0.1")
                    .compose(socket -> new Connection(socket, request, latencies, start, end).done()));
        }
        return Future.all(connections).map(all -> latencies.figures(counted));
    }

    Future<Void> close() {
        return client.close();
    }

    /** One connection: counts what is answered between start and end, then closes. */
    private static final class Connection {

        private final NetSocket socket;
        private final Buffer request;
        private final Latencies latencies;
        private final long start;
        private final long end;
        private final Promise<Void> done = Promise.promise();
        private final AnswerEnd answers = new AnswerEnd();
        private long sentAt;

        Connection(NetSocket socket, Buffer request, Latencies latencies, long start, long end) {
            this.socket = socket;
            this.request = request;
            this.latencies = latencies;
            this.start = start;
            this.end = end;
            socket.handler(this::received);
            socket.closeHandler(v -> done.tryFail("the server closed a connection under load"));
            socket.exceptionHandler(done::tryFail);
            send();
        }

        Future<Void> done() {
            return done.future();
        }

        private void send() {
            sentAt = System.nanoTime();
            socket.write(request);
        }

        private void received(Buffer bytes) {
            if (!answers.complete(bytes)) {
                return;
            }
            if (answers.status() != 200) {
                done.tryFail("answered " + answers.status() + " under load");
                socket.close();
                return;
            }
            long now = System.nanoTime();
            if (now - start >= 0 && now - end < 0) {
                latencies.record(now - sentAt);
            }
            if (now - end >= 0) {
                done.tryComplete();
                socket.close();
            } else {
                send();
            }
        }
    }
}
