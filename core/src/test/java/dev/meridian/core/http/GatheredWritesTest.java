package dev.meridian.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client and a server on one event loop, so that what is written in one turn of it is known. */
class GatheredWritesTest {

    private static final int EXCHANGES = 60;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final AtomicInteger clientFlushes = new AtomicInteger();
    private final AtomicInteger serverFlushes = new AtomicInteger();
    /** Vert.x closes clients that nobody holds. */
    private final List<HttpClientAgent> clients = new ArrayList<>();

    private final List<HttpServerRequest> waiting = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void whatIsWrittenToOneConnectionInOneTurnIsFlushedOnce() throws Exception {
        int port = listen(true);

        List<Integer> statuses = await(OnContext.begin(
                vertx,
                () -> connect(HttpVersion.HTTP_2, port).compose(connection -> {
                    assertThat(GatheredWrites.on(connection)).isTrue();
                    count(connection, clientFlushes);
                    return askAll(connection);
                })));

        assertThat(statuses).hasSize(EXCHANGES).containsOnly(200);
        assertThat(clientFlushes).hasPositiveValue().hasValueLessThan(EXCHANGES / 2);
        assertThat(serverFlushes).hasPositiveValue().hasValueLessThan(EXCHANGES / 2);
    }

    @Test
    void elseEachExchangeIsFlushedAlone() throws Exception {
        int port = listen(false);

        await(OnContext.begin(
                vertx,
                () -> connect(HttpVersion.HTTP_2, port).compose(connection -> {
                    count(connection, clientFlushes);
                    return askAll(connection);
                })));

        assertThat(clientFlushes).hasValueGreaterThanOrEqualTo(EXCHANGES);
        assertThat(serverFlushes).hasValueGreaterThanOrEqualTo(EXCHANGES);
    }

    @Test
    void aConnectionOfOneExchangeAtATimeIsLeftAsItIs() throws Exception {
        int port = listen(true);

        boolean isGathered = await(
                OnContext.begin(vertx, () -> connect(HttpVersion.HTTP_1_1, port).map(GatheredWrites::on)));

        assertThat(isGathered).isFalse();
    }

    /** Answers when all have asked, in one turn. */
    private int listen(boolean isGathered) throws Exception {
        return await(OnContext.begin(
                        vertx,
                        () -> vertx.createHttpServer()
                                .connectionHandler(connection -> {
                                    if (isGathered) {
                                        GatheredWrites.on(connection);
                                    }
                                    count(connection, serverFlushes);
                                })
                                .requestHandler(request -> {
                                    waiting.add(request);
                                    if (waiting.size() == EXCHANGES) {
                                        vertx.runOnContext(ignored -> waiting.forEach(
                                                one -> one.response().end("x")));
                                    }
                                })
                                .listen(0, "127.0.0.1")))
                .actualPort();
    }

    private Future<HttpClientConnection> connect(HttpVersion version, int port) {
        HttpClientAgent client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        clients.add(client);
        return client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(port));
    }

    /** In a turn of its own: what is written while something is read is flushed once anyway. */
    private Future<List<Integer>> askAll(HttpClientConnection connection) {
        Promise<Void> turn = Promise.promise();
        vertx.runOnContext(turn::complete);
        return turn.future().compose(ignored -> {
            List<Future<Integer>> statuses = Stream.generate(() -> connection
                            .request(new RequestOptions()
                                    .setMethod(HttpMethod.GET)
                                    .setURI("/"))
                            .compose(HttpClientRequest::send)
                            .map(HttpClientResponse::statusCode))
                    .limit(EXCHANGES)
                    .toList();
            return Future.all(statuses).map(all -> all.list());
        });
    }

    private static void count(HttpConnection connection, AtomicInteger flushes) {
        GatheredWrites.pipeline(connection)
                .ifPresent(pipeline -> pipeline.addFirst(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext context) {
                        flushes.incrementAndGet();
                        context.flush();
                    }
                }));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
