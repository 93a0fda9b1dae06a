package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.Starting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** A bare Vert.x handler that does in Java what the functions do. */
final class PlainHandler implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpServer server;

    PlainHandler(Vertx vertx, int port) throws InterruptedException {
        this.server = Starting.await(
                vertx.createHttpServer().requestHandler(PlainHandler::answer).listen(port, "127.0.0.1"),
                PATIENCE,
                "the plain handler");
    }

    private static void answer(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.bodyHandler(body -> send(request, Workload.transformed(body.toJsonObject())));
        } else {
            send(request, Workload.greeting(request.uri()));
        }
    }

    private static void send(HttpServerRequest request, JsonObject answer) {
        request.response().putHeader("content-type", "application/json").end(answer.toBuffer());
    }

    Subject subject() {
        return new Subject("plain Vert.x handler", server.actualPort(), "localhost");
    }

    @Override
    public void close() {
        Starting.settle(server.close(), PATIENCE);
    }
}
