package dev.meridian.core.relay;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One way to a peer: a watch over it, and a lane for each event loop that calls over it. When the watch finds it dead,
 * every lane is closed. Whichever way it goes, the connection is made with the peer itself, and its certificate is
 * checked against the peer's own address. Safe for use by many threads.
 */
final class Route {

    private final VertxInternal vertx;
    private final HttpClientAgent http;
    private final PeerAddress peer;
    private final Future<SocketAddress> server;
    private final Duration dial;
    private final Watch watch;
    private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * @param server what to connect to
     * @param dial how long connecting may take
     */
    Route(
            VertxInternal vertx,
            HttpClientAgent http,
            PeerAddress peer,
            RelayPath path,
            Future<SocketAddress> server,
            Duration dial) {
        this.vertx = vertx;
        this.http = http;
        this.peer = peer;
        this.server = server;
        this.dial = dial;
        this.watch = new Watch(
                vertx.createEventLoopContext(),
                peer,
                path,
                this::dial,
                () -> lanes.values().forEach(Lane::warm),
                () -> lanes.values().forEach(Lane::close));
        watch.begin();
    }

    LinkState state() {
        return watch.state();
    }

    /** What calls connect to; the peer's own address while it is not known. */
    SocketAddress server() {
        return server.succeeded() ? server.result() : peer.socket();
    }

    /** The connection of an event loop. */
    Future<HttpClientConnection> connection(EventLoop loop) {
        return lanes.computeIfAbsent(loop, this::lane).connection();
    }

    /** Connects ahead of the first call, for the event loops of another route. */
    void warmLike(Route other) {
        other.lanes
                .keySet()
                .forEach(loop -> lanes.computeIfAbsent(loop, this::lane).warm());
    }

    /** Lets the calls on it end within the time given, and takes no more. */
    void retire(Duration drain) {
        watch.end();
        lanes.values().forEach(lane -> lane.retire(drain));
    }

    void forget() {
        watch.end();
        lanes.values().forEach(Lane::close);
    }

    private Lane lane(EventLoop loop) {
        ContextInternal context = vertx.contextBuilder().withEventLoop(loop).build();
        return new Lane(context, this::dial);
    }

    /** Bounded in time also where a peer accepts and then says nothing; a connection that comes too late is closed. */
    private Future<HttpClientConnection> dial() {
        // Composed, since it throws once the node has closed its client.
        Future<HttpClientConnection> attempt = server.map(this::where).compose(http::connect);
        return attempt.timeout(dial.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(ignored -> attempt.onSuccess(HttpClientConnection::close));
    }

    private HttpConnectOptions where(SocketAddress to) {
        return new HttpConnectOptions().setServer(to).setHost(peer.host()).setPort(peer.port());
    }
}
