package dev.meridian.core.http;

import dev.meridian.core.latency.HandshakeTime;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.protect.ClientGuard;
import dev.meridian.core.time.Deadline;
import dev.meridian.core.tls.Certificates;
import dev.meridian.core.tls.TlsSettings;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where users come in: HTTP/1.1 and HTTP/2 requests become exchanges. What is malformed or too large is answered here;
 * headers of one hop and headers that only a trusted proxy may send do not pass.
 *
 * <p>Serves on the context that {@link #listen} was called from. Verticle instances that each open a door with the same
 * {@link Listen} share its port.
 */
public final class HttpDoor {

    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int CONNECTION_WINDOW = 8 << 20;
    private static final int MOST_STREAMS = 256;

    private final Vertx vertx;
    private final Listen where;
    private final HttpLimits limits;
    private final Reception reception;
    private final Predicate<HttpServerRequest> probes;
    private final Handler<Exchange> exchanges;
    private final HttpServer server;
    private BiConsumer<String, Long> roundTrips = (clientAddress, micros) -> {};
    private @Nullable ClientGuard guard;
    private @Nullable TransportGate gate;

    /**
     * In plain text.
     *
     * @param probes answers a request and returns true if the request is a probe
     */
    public HttpDoor(
            Vertx vertx,
            Listen where,
            HttpLimits limits,
            TrustedProxies trusted,
            Predicate<HttpServerRequest> probes,
            Handler<Exchange> exchanges) {
        this(vertx, where, limits, trusted, probes, exchanges, options(limits));
    }

    /**
     * Over TLS, with the certificates of the time.
     *
     * @param probes answers a request and returns true if the request is a probe
     */
    public HttpDoor(
            Vertx vertx,
            Listen where,
            HttpLimits limits,
            TrustedProxies trusted,
            Predicate<HttpServerRequest> probes,
            Handler<Exchange> exchanges,
            Certificates certificates) {
        this(vertx, where, limits, trusted, probes, exchanges, secure(limits, certificates));
        certificates.onChange(this::use);
    }

    private HttpDoor(
            Vertx vertx,
            Listen where,
            HttpLimits limits,
            TrustedProxies trusted,
            Predicate<HttpServerRequest> probes,
            Handler<Exchange> exchanges,
            HttpServerOptions options) {
        this.vertx = vertx;
        this.where = where;
        this.limits = limits;
        this.reception = new Reception(limits, trusted);
        this.probes = probes;
        this.exchanges = exchanges;
        this.server = vertx.createHttpServer(options)
                .connectionHandler(this::expectRequest)
                .invalidRequestHandler(this::refuse)
                .requestHandler(this::handle);
    }

    /**
     * Tells of the round trip of each connection with its first request, where the far end is the client itself and the
     * transport knows it. To be set before {@link #listen}.
     *
     * @param told takes the client's IP address and microseconds; must not block
     */
    public HttpDoor measuring(BiConsumer<String, Long> told) {
        roundTrips = told;
        return this;
    }

    /** Holds clients to limits, which all doors of a node share. To be set before {@link #listen}. */
    public HttpDoor guarded(ClientGuard shared) {
        guard = shared;
        return this;
    }

    /**
     * Holds clients to TLS where there is a certificate, and to the names of the one that they were shown. To be set before
     * {@link #listen}.
     */
    public HttpDoor securing(Certificates certificates, TlsSettings.Transport transport) {
        gate = new TransportGate(certificates, transport, reception);
        return this;
    }

    /** @return the port it listens on */
    public Future<Integer> listen() {
        return server.listen(where.socket()).map(HttpServer::actualPort);
    }

    /** Takes no more requests, lets those under way end within the time given, then breaks them off. */
    public Future<Void> close(Duration drain) {
        return server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Connections that are open keep what they were opened with. */
    private void use(ServerSSLOptions changed) {
        server.updateSSLOptions(changed)
                .onFailure(failure -> log.atError()
                        .setCause(failure)
                        .log("A door could not take other certificates; those that it has stay in use"));
    }

    private static HttpServerOptions secure(HttpLimits limits, Certificates certificates) {
        ServerSSLOptions tls = certificates.options();
        return options(limits)
                .setSsl(true)
                .setSni(tls.isSni())
                .setUseAlpn(tls.isUseAlpn())
                .setKeyCertOptions(tls.getKeyCertOptions());
    }

    private void handle(HttpServerRequest request) {
        if (probes.test(request)) {
            return;
        }
        if (reception.heard(vertx, request.connection())) {
            measure(request);
        }
        HttpExchange exchange =
                new HttpExchange(vertx, request, reception, Deadline.after(limits.timeout()), limits.bodyBytes());
        exchange.begin(received -> admit(request, received));
    }

    private void admit(HttpServerRequest request, Exchange exchange) {
        if (guard != null) {
            try {
                guard.begin(exchange.provenance().clientAddress())
                        .ifPresent(stay -> exchange.ended().onComplete(ignored -> stay.leave()));
            } catch (Problem tooMany) {
                ProblemAnswer.give(
                        exchange, tooMany, MultiMap.caseInsensitiveMultiMap().set("retry-after", "1"));
                return;
            }
        }
        if (gate == null || gate.admits(request, exchange)) {
            exchanges.handle(exchange);
        }
    }

    private void measure(HttpServerRequest request) {
        String farEnd = request.remoteAddress().hostAddress();
        if (reception.clientAddress(request).equals(farEnd)) {
            HandshakeTime.micros(request.connection()).ifPresent(micros -> roundTrips.accept(farEnd, micros));
        }
    }

    /** Closes a connection of a client that has too many, and one that does not come to the point. */
    private void expectRequest(HttpConnection connection) {
        GatheredWrites.on(connection);
        if (guard == null) {
            reception.opened(vertx, connection, () -> {});
            return;
        }
        String farEnd = connection.remoteAddress().hostAddress();
        guard.connect(farEnd, reception.trusts(farEnd))
                .ifPresentOrElse(stay -> reception.opened(vertx, connection, stay::leave), () -> connection.close());
    }

    private void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        ProblemType type = cause instanceof TooLongHttpLineException
                ? Reception.URI_TOO_LONG
                : cause instanceof TooLongHttpHeaderException ? Reception.HEADERS_TOO_LARGE : ProblemType.BAD_REQUEST;
        Problem problem = Problem.of(type, "The request cannot be read.");
        request.response()
                .setStatusCode(type.status())
                .putHeader("content-type", "application/json; charset=UTF-8")
                .putHeader("connection", "close")
                .end(ProblemAnswer.json(problem))
                .onComplete(ignored -> request.connection().close());
    }

    private static HttpServerOptions options(HttpLimits limits) {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(true)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxConcurrentStreams(MOST_STREAMS)
                        .setMaxHeaderListSize(limits.headerBytes()))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxInitialLineLength(limits.uriBytes())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idle().toMillis())
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true);
    }
}
