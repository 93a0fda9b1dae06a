package dev.meridian.launcher.bench.cache;

import dev.meridian.launcher.Starting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Answers {@code /BYTES/NAME} with so many bytes, fresh for an hour, and counts; {@code /slow/NAME} after half a second. */
final class BenchOrigin implements AutoCloseable {

    private static final Duration SLOW = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Map<String, Buffer> bodies = new ConcurrentHashMap<>();
    private final AtomicLong fetches = new AtomicLong();
    private final HttpServer server;

    BenchOrigin(Vertx vertx, int port) throws InterruptedException {
        this.vertx = vertx;
        this.server = Starting.await(
                vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1"),
                Duration.ofSeconds(5),
                "the origin");
    }

    private void answer(HttpServerRequest request) {
        fetches.incrementAndGet();
        String kind = request.uri().split("/", 3)[1];
        if (kind.equals("slow")) {
            vertx.setTimer(SLOW.toMillis(), ignored -> give(request, "1024"));
        } else {
            give(request, kind);
        }
    }

    private void give(HttpServerRequest request, String bytes) {
        request.response()
                .putHeader("content-type", "application/octet-stream")
                .putHeader("cache-control", "max-age=3600")
                .end(bodies.computeIfAbsent(bytes, size -> Buffer.buffer(new byte[Integer.parseInt(size)])));
    }

    /** How often it was asked so far. */
    long fetches() {
        return fetches.get();
    }

    @Override
    public void close() {
        Starting.settle(server.close(), Duration.ofSeconds(5));
    }
}
