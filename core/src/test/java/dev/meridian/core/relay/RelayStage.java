package dev.meridian.core.relay;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.OnContext;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Two nodes in one process: users come to an HTTP door, which forwards to a relay door. */
final class RelayStage implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final Telemetry telemetry = new Telemetry();
    final RelayClient relay;
    final HttpClient user;
    final PeerAddress far;
    final int nearPort;

    private final RelayDoor farDoor;
    private final HttpDoor nearDoor;

    RelayStage(Handler<Exchange> handler) {
        relay = new RelayClient(vertx, Optional.empty());
        farDoor = new RelayDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                Optional.empty(),
                Probes.forOperators(telemetry),
                handler,
                List.of());
        far = new PeerAddress("127.0.0.1", await(farDoor.listen()));
        Forwarding forwarding = new Forwarding(relay);
        nearDoor = new HttpDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                HttpLimits.DEFAULT,
                TrustedProxies.parse(List.of()),
                Probes.forUsers(telemetry),
                exchange -> forwarding.forward(exchange, far, headers -> headers.set("x-near", "seen")));
        nearPort = await(nearDoor.listen());
        user = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(nearPort),
                new PoolOptions().setHttp1MaxSize(64));
    }

    /** A response read whole. */
    record Answer(int status, MultiMap headers, Buffer body) {}

    Answer ask(HttpMethod method, String uri, MultiMap headers, Buffer body) {
        return await(OnContext.begin(
                vertx,
                () -> user.request(method, uri).compose(request -> {
                    request.headers().addAll(headers);
                    return request.send(body)
                            .compose(response -> response.body()
                                    .map(whole -> new Answer(response.statusCode(), response.headers(), whole)));
                })));
    }

    Answer ask(HttpMethod method, String uri) {
        return ask(method, uri, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }

    /** Takes the far node away. */
    void takeFarDown() {
        await(farDoor.close(Duration.ZERO));
    }

    static <T> T await(Future<T> future) {
        return await(future, Duration.ofSeconds(10));
    }

    static <T> T await(Future<T> future, Duration within) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not succeed within " + within, e);
        }
    }

    @Override
    public void close() {
        await(nearDoor.close(Duration.ZERO));
        await(farDoor.close(Duration.ZERO));
        await(relay.close());
        await(vertx.close());
    }
}
