package dev.meridian.launcher.bench.wire;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;

/** HTTP/2 without gRPC, with the relay's windows: the least that this transport costs. */
final class PlainCarrier implements Carrier {

    static final int STREAM_WINDOW = 4 << 20;
    static final int CONNECTION_WINDOW = 64 << 20;

    private final HttpServer server;
    private final HttpClient client;
    private final int port;
    private Answer next = new Answer(1, 1);

    PlainCarrier(Vertx server, Vertx client, int port) {
        this.server = server.createHttpServer(serverOptions()).requestHandler(request -> next.pour(request.response()));
        this.client = client.createHttpClient(clientOptions(), new PoolOptions().setHttp2MaxSize(1));
        this.port = port;
    }

    static HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setInitialSettings(settings())
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setHttp2ClearTextEnabled(true);
    }

    static HttpClientOptions clientOptions() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(settings())
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW);
    }

    private static Http2Settings settings() {
        return new Http2Settings().setInitialWindowSize(STREAM_WINDOW).setMaxConcurrentStreams(4_096);
    }

    @Override
    public String name() {
        return "plain HTTP/2";
    }

    @Override
    public Future<Void> open() {
        return server.listen(port, "127.0.0.1").mapEmpty();
    }

    @Override
    public Future<Long> ask(Answer answer) {
        next = answer;
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send())
                .compose(response -> {
                    Promise<Long> whole = Promise.promise();
                    long[] seen = {0};
                    response.handler(bytes -> seen[0] += bytes.length());
                    response.exceptionHandler(whole::tryFail);
                    response.endHandler(end -> whole.tryComplete(seen[0]));
                    return whole.future();
                });
    }

    @Override
    public Future<Void> close() {
        return client.close().compose(closed -> server.close());
    }
}
