package dev.meridian.launcher.bench;

import dev.meridian.launcher.bench.stage.Figures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
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
        private final Answers answers = new Answers();
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

    /** Finds the end of one response with a Content-Length. */
    private static final class Answers {

        private Buffer head = Buffer.buffer();
        private long missing = -1;
        private int status;

        boolean complete(Buffer bytes) {
            if (missing < 0) {
                head.appendBuffer(bytes);
                String text = head.toString(StandardCharsets.ISO_8859_1);
                int end = text.indexOf("\r\n\r\n");
                if (end < 0) {
                    return false;
                }
                status = Integer.parseInt(text.substring(9, 12));
                missing = contentLength(text.substring(0, end)) - (head.length() - end - 4);
            } else {
                missing -= bytes.length();
            }
            if (missing > 0) {
                return false;
            }
            head = Buffer.buffer();
            missing = -1;
            return true;
        }

        int status() {
            return status;
        }

        private static long contentLength(String head) {
            int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length:");
            if (at < 0) {
                return 0;
            }
            int end = head.indexOf("\r\n", at + 2);
            return Long.parseLong(
                    head.substring(at + 17, end < 0 ? head.length() : end).strip());
        }
    }

    /** Counts by whole microseconds up to one second; longer ones count as one second. */
    private static final class Latencies {

        private final int[] counts = new int[1_000_001];
        private long total;

        synchronized void record(long nanos) {
            counts[(int) Math.min(nanos / 1_000, 1_000_000)]++;
            total++;
        }

        synchronized Figures figures(Duration counted) {
            return new Figures(total / (counted.toMillis() / 1000.0), quantile(0.5), quantile(0.99));
        }

        private double quantile(double share) {
            long wanted = (long) Math.ceil(total * share);
            long seen = 0;
            for (int micros = 0; micros < counts.length; micros++) {
                seen += counts[micros];
                if (seen >= wanted) {
                    return micros / 1000.0;
                }
            }
            return 1000;
        }
    }
}
