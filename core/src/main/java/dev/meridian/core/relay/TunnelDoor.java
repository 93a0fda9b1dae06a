package dev.meridian.core.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Carries other nodes' connections on, at a relay door: {@code CONNECT host:port} of HTTP/1.1 (RFC 9110 section 9.3.6) to
 * the relay address of another node, and to nothing else. It dials the peer itself, never through a third node, so that
 * a way has one node in between at most. Whoever comes in has shown its certificate to the relay door, where there are
 * any; what passes is encrypted between the two ends and cannot be read here.
 *
 * <p>Bounded: tunnels in number, each by its sockets' queues and in how long it may be silent. Safe for use by many
 * threads.
 */
public final class TunnelDoor implements Predicate<HttpServerRequest> {

    private static final int TUNNELS_MOST = 512;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int SILENT_SECONDS = 300;

    private final NetClient net;
    private final Function<String, Optional<PeerAddress>> nodes;
    private final int most;
    private final MeterRegistry metrics;
    private final Counter bytes;
    private final AtomicInteger open = new AtomicInteger();

    /** @param nodes another node's relay by its {@code host:port}; empty where there is none that may be dialled */
    public TunnelDoor(Vertx vertx, MeterRegistry metrics, Function<String, Optional<PeerAddress>> nodes) {
        this(vertx, metrics, nodes, TUNNELS_MOST);
    }

    TunnelDoor(Vertx vertx, MeterRegistry metrics, Function<String, Optional<PeerAddress>> nodes, int most) {
        this.net = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(SILENT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true));
        this.nodes = nodes;
        this.most = most;
        this.metrics = metrics;
        this.bytes = metrics.counter("meridian.relay.tunnel.bytes");
        Gauge.builder("meridian.relay.tunnels", open, AtomicInteger::get).register(metrics);
    }

    /** Answers the request if it asks for a tunnel. */
    @Override
    public boolean test(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.CONNECT) || request.version() != HttpVersion.HTTP_1_1) {
            return false;
        }
        Optional<PeerAddress> node = nodes.apply(request.uri());
        if (node.isEmpty()) {
            refuse(request, 403, "unlinked");
        } else if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            refuse(request, 503, "full");
        } else {
            carry(request, node.get())
                    .onFailure(cause -> refuse(request, 502, "unreachable"))
                    .onComplete(ended -> open.decrementAndGet());
        }
        return true;
    }

    /**
     * @return succeeds once the tunnel has ended, by the far socket, which closes for silence too: a caller that is gone
     *     before it stands might never be told of; fails where none was made
     */
    private Future<Void> carry(HttpServerRequest request, PeerAddress node) {
        return net.connect(node.socket())
                .map(NetSocket::pause)
                .compose(far -> Future.succeededFuture(request)
                        .compose(HttpServerRequest::toNetSocket)
                        .onFailure(gone -> far.close())
                        .compose(near -> Splice.join(near.pause(), far, bytes::increment)));
    }

    /** @param reason for the metric */
    private void refuse(HttpServerRequest request, int status, String reason) {
        metrics.counter("meridian.relay.tunnels.refused", "reason", reason).increment();
        if (!request.response().ended()) {
            request.response().setStatusCode(status).end();
        }
    }
}
