package dev.meridian.core.relay;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caller's end of a way through another node: a port on the loopback interface, each connection to which is carried
 * by a connection of its own to the node between, and from there to the peer (RFC 9110 section 9.3.6). Vert.x has no
 * client that runs over a connection that is there already; this one need not know.
 *
 * <p>Whoever else on this machine finds the port reaches the peer's relay door, which asks for a certificate as ever.
 */
final class Tunnel {

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    private final HttpClientAgent dialer;
    private final RelayPath.Via via;
    private final PeerAddress far;
    private final NetServer door;
    private final Future<SocketAddress> near;

    /** @param dialer connects to the node between, by HTTP/1.1 */
    Tunnel(ContextInternal context, HttpClientAgent dialer, RelayPath.Via via, PeerAddress far) {
        this.dialer = dialer;
        this.via = via;
        this.far = far;
        this.door = context.owner().createNetServer().connectHandler(this::carry);
        this.near = context.succeededFuture()
                .compose(ignored -> door.listen(0, "127.0.0.1"))
                .map(listening -> SocketAddress.inetSocketAddress(listening.actualPort(), "127.0.0.1"));
    }

    /** Where to connect instead of to the peer. */
    Future<SocketAddress> near() {
        return near;
    }

    /** Takes no more connections; those there are may go on for the time given. */
    Future<Void> close(Duration drain) {
        return near.transform(ignored -> door.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void carry(NetSocket socket) {
        socket.pause();
        connect().compose(carried -> Splice.join(socket, carried, bytes -> {})).onFailure(cause -> {
            LOG.atDebug()
                    .addKeyValue("peer", far)
                    .addKeyValue("via", via.node())
                    .addKeyValue("reason", String.valueOf(cause.getMessage()))
                    .log("A tunnel could not be made");
            socket.close();
        });
    }

    private Future<NetSocket> connect() {
        HttpConnectOptions where = new HttpConnectOptions()
                .setServer(via.relay().socket())
                .setHost(via.relay().host())
                .setPort(via.relay().port());
        return Future.succeededFuture(where).compose(dialer::connect).compose(this::ask);
    }

    private Future<NetSocket> ask(HttpClientConnection connection) {
        return connection
                .request(new RequestOptions().setMethod(HttpMethod.CONNECT).setURI(far.toString()))
                // Vert.x takes the end of a tunnel for a failure of the request; the sockets tell of it.
                .compose(request -> request.exceptionHandler(ended -> {}).connect())
                .compose(Tunnel::opened)
                .onFailure(ignored -> connection.close());
    }

    private static Future<NetSocket> opened(HttpClientResponse response) {
        return response.statusCode() == 200
                ? Future.succeededFuture(response.netSocket().pause())
                : Future.failedFuture(new IllegalStateException("refused with status " + response.statusCode()));
    }
}
