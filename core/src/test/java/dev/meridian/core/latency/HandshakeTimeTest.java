package dev.meridian.core.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.TrustedProxies;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTimeTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aConnectionIsMeasuredOnceWithItsFirstRequestAndNotWhereAProxyIsAtItsEnd(HttpVersion version) {
        assumeTrue(vertx.isNativeTransportEnabled(), "there is no native transport here");
        int port = await(new HttpDoor(
                        vertx,
                        new Listen("127.0.0.1", 0),
                        HttpLimits.DEFAULT,
                        TrustedProxies.parse(List.of("127.0.0.0/8")),
                        request -> false,
                        exchange -> exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("x")))
                .measuring((address, micros) -> told.add(address + " " + (micros > 0)))
                .listen());
        HttpClient user = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false),
                new PoolOptions().setHttp1MaxSize(1).setHttp2MaxSize(1));
        ask(user, port, "");
        ask(user, port, "");
        assertThat(told).containsExactly("127.0.0.1 true");
        await(user.close());

        HttpClient proxy = vertx.createHttpClient();
        ask(proxy, port, "203.0.113.7");
        assertThat(told).hasSize(1);
    }

    private static void ask(HttpClient client, int port, String forwardedFor) {
        await(client.request(HttpMethod.GET, port, "127.0.0.1", "/").compose(request -> {
            if (!forwardedFor.isEmpty()) {
                request.putHeader("x-forwarded-for", forwardedFor);
            }
            return request.send().compose(HttpClientResponse::body);
        }));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
