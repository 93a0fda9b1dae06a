package dev.meridian.core.relay;

import dev.meridian.core.grpc.GrpcCalls;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.GatheredWrites;
import dev.meridian.core.http.Listen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Where other nodes come in: exchanges go to a handler, every other gRPC call to its service, and the probes of health
 * and metrics are answered. Health and reflection services are always there.
 *
 * <p>Serves on the context that {@link #listen} was called from. Verticle instances that each open a door with the same
 * {@link Listen} share its port; port 0 is one free port for all instances of a deployment.
 */
public final class RelayDoor {

    private final Vertx vertx;
    private final Listen where;
    private final HttpServer server;
    private final GrpcCalls calls;
    private final Predicate<HttpServerRequest> probes;
    private final Handler<Exchange> exchanges;

    /**
     * @param tls empty for plain HTTP/2
     * @param probes answers a request and returns true if the request is a probe
     */
    public RelayDoor(
            Vertx vertx,
            Listen where,
            Optional<RelayTls> tls,
            Predicate<HttpServerRequest> probes,
            Handler<Exchange> exchanges,
            List<? extends Service> services) {
        this.vertx = vertx;
        this.where = where;
        this.probes = probes;
        this.exchanges = exchanges;
        this.calls = new GrpcCalls(vertx, services, Wire.MOST_MESSAGE_BYTES);
        this.server = vertx.createHttpServer(options(tls))
                .connectionHandler(GatheredWrites::on)
                .requestHandler(this::handle);
    }

    /** @return the port it listens on */
    public Future<Integer> listen() {
        return server.listen(where.socket()).map(HttpServer::actualPort);
    }

    /** Takes no more exchanges, lets those under way end within the time given, then breaks them off. */
    public Future<Void> close(Duration drain) {
        return server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void handle(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 && Wire.PATH.equals(request.path())) {
            RelayExchange.accept(vertx, request, exchanges);
        } else if (!calls.test(request) && !probes.test(request)) {
            request.response().setStatusCode(404).end();
        }
    }

    private static HttpServerOptions options(Optional<RelayTls> tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setInitialSettings(Wire.settings())
                .setHttp2ConnectionWindowSize(Wire.CONNECTION_WINDOW)
                .setHttp2ClearTextEnabled(true)
                .setTcpNoDelay(true)
                // Peers are our own: many cancelled exchanges on one connection are no attack.
                .setHttp2RstFloodMaxRstFramePerWindow(Integer.MAX_VALUE)
                .setMaxHeaderSize(16 << 10);
        tls.ifPresent(it -> options.setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(it.identity())
                .setTrustOptions(it.trust()));
        return options;
    }
}
