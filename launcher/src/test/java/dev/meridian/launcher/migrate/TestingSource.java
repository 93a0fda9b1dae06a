package dev.meridian.launcher.migrate;

import dev.meridian.launcher.Starting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A region as it is seen through a door that may answer otherwise. */
final class TestingSource implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final HttpServer server;
    private final int region;
    final AtomicInteger requests = new AtomicInteger();

    /** What the door says instead. */
    sealed interface Other {

        record Answer(int status, String type) implements Other {}

        record Silence() implements Other {}
    }

    /** @param other what is answered to a request, by its number and path, in place of the region's answer */
    TestingSource(int region, Function<String, Optional<Other>> other) throws Exception {
        this.region = region;
        this.server = vertx.createHttpServer()
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    request.body()
                            .onSuccess(body -> other.apply(String.valueOf(request.path()))
                                    .ifPresentOrElse(told -> tell(request, told), () -> pass(request, body)));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    private static void tell(HttpServerRequest request, Other other) {
        switch (other) {
            case Other.Answer(int status, String type) ->
                request.response()
                        .setStatusCode(status)
                        .putHeader("Retry-After", "0")
                        .end(new JsonObject()
                                .put("type", type)
                                .put("message", "no")
                                .encode());
            case Other.Silence silence -> request.connection().close();
        }
    }

    private void pass(HttpServerRequest request, Buffer body) {
        client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(region)
                        .setMethod(request.method())
                        .setURI(request.uri())
                        .setHeaders(request.headers()))
                .compose(passed -> passed.send(body))
                .compose(answer -> answer.body().map(content -> {
                    request.response().setStatusCode(answer.statusCode());
                    request.response().headers().setAll(answer.headers());
                    request.response().headers().remove("transfer-encoding");
                    request.response().end(content);
                    return content;
                }))
                .onFailure(failure -> request.connection().close());
    }

    @Override
    public void close() {
        Starting.settle(vertx.close(), Duration.ofSeconds(10));
    }
}
