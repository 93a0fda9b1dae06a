package dev.meridian.edge.origin;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.net.AddressGuard;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.edge.cache.Origin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/**
 * HTTP origins outside the network, over pooled connections of HTTP/1.1, with TLS verified by the machine's authorities.
 * Safe for use by many threads; each exchange's calls run on its own context.
 */
public final class HttpOrigins {

    private final Vertx vertx;
    private final HttpOriginSettings settings;
    private final AddressGuard guard;
    private final AddressHealth health = new AddressHealth(Ticker.systemTicker());
    private final HttpClientAgent client;
    /** Connections that have carried an exchange already: one of these may have been closed by its origin meanwhile. */
    private final Set<HttpConnection> used =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    public HttpOrigins(Vertx vertx, HttpOriginSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.guard = new AddressGuard(vertx, settings.allowsPrivate());
        this.client = vertx.httpClientBuilder()
                .with(options(settings))
                .with(new PoolOptions().setHttp1MaxSize(settings.connections()).setMaxWaitQueueSize(settings.waiting()))
                .withConnectHandler(ResponseGuard::watch)
                .build();
    }

    private static HttpClientOptions options(HttpOriginSettings settings) {
        return new HttpClientOptions()
                .setVerifyHost(true)
                .setKeepAlive(true)
                .setConnectTimeout((int) settings.connect().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idle().toMillis())
                .setTcpNoDelay(true)
                .setMaxHeaderSize(64 << 10)
                .setDecompressionSupported(false);
    }

    /** An origin on behalf of one exchange; called on its context. */
    public Origin origin(Exchange exchange, OriginAddress address) {
        return new HttpOrigin(vertx, this, settings, exchange, address);
    }

    /**
     * A request on a connection to the first address that can be connected to.
     *
     * @param alone on one of its own, which the caller closes, for what may hold it for hours
     */
    Future<HttpClientRequest> open(OriginAddress address, RequestOptions options, boolean alone) {
        return guard.addresses(address.host())
                .map(found -> found.stream()
                        .map(each -> SocketAddress.inetSocketAddress(address.port(), each.getHostAddress()))
                        .toList())
                .compose(servers -> open(options, health.inOrder(servers).iterator(), alone))
                .recover(failure -> Future.failedFuture(unreachable(failure)));
    }

    private Future<HttpClientRequest> open(RequestOptions options, Iterator<SocketAddress> left, boolean alone) {
        SocketAddress server = left.next();
        Future<HttpClientRequest> opened =
                alone ? openAlone(options, server) : client.request(new RequestOptions(options).setServer(server));
        return opened.recover(failure -> {
            health.failed(server);
            return left.hasNext() ? open(options, left, alone) : Future.failedFuture(failure);
        });
    }

    private Future<HttpClientRequest> openAlone(RequestOptions options, SocketAddress server) {
        HttpConnectOptions where = new HttpConnectOptions()
                .setServer(server)
                .setHost(options.getHost())
                .setPort(options.getPort())
                .setSsl(options.isSsl())
                .setConnectTimeout(settings.connect().toMillis());
        return client.connect(where).compose(connection -> {
            ResponseGuard.watch(connection);
            return connection.request(options).onFailure(failure -> connection.close());
        });
    }

    boolean isUsed(HttpConnection connection) {
        return !used.add(connection);
    }

    static Problem unreachable(Throwable cause) {
        return Problem.upstream(ProblemType.ORIGIN_UNREACHABLE, "The origin could not be reached.", false, cause);
    }

    public Future<Void> close() {
        return Future.join(List.of(client.close(), guard.close())).mapEmpty();
    }
}
