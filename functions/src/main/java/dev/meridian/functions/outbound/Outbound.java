package dev.meridian.functions.outbound;

import dev.meridian.core.net.AddressGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node's way out for what functions fetch: pooled connections of HTTP/1.1, TLS verified by the machine's authorities,
 * to addresses that a tenant may reach.
 */
public final class Outbound {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int IDLE_SECONDS = 30;
    private static final int CONNECTIONS_TO_ONE = 256;
    private static final int WAITING = 1_000;
    private static final int MOST_HEADER_BYTES = 64 << 10;

    private final HttpClient client;
    private final AddressGuard guard;

    /** @param allowsPrivate whether functions may reach addresses that only the node can, as in tests and on a laptop */
    public Outbound(Vertx vertx, boolean allowsPrivate) {
        this.guard = new AddressGuard(vertx, allowsPrivate);
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setVerifyHost(true)
                        .setKeepAlive(true)
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setTcpNoDelay(true)
                        .setMaxHeaderSize(MOST_HEADER_BYTES)
                        .setDecompressionSupported(false))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_TO_ONE).setMaxWaitQueueSize(WAITING))
                .build();
    }

    /**
     * A request that is ready to be sent; fails where nothing can, or may, be connected to.
     *
     * @param isOwn whether it goes to the network's own API, wherever that is
     */
    Future<HttpClientRequest> open(Target target, RequestOptions options, boolean isOwn) {
        if (isOwn) {
            return client.request(options);
        }
        return guard.addresses(target.host()).compose(found -> open(target, options, found.iterator()));
    }

    private Future<HttpClientRequest> open(Target target, RequestOptions options, Iterator<InetAddress> left) {
        SocketAddress server =
                SocketAddress.inetSocketAddress(target.port(), left.next().getHostAddress());
        return client.request(new RequestOptions(options).setServer(server))
                .recover(failure -> left.hasNext() ? open(target, options, left) : Future.failedFuture(failure));
    }

    public Future<Void> close() {
        return Future.join(List.of(client.close(), guard.close())).mapEmpty();
    }
}
