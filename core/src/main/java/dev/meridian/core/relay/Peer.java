package dev.meridian.core.relay;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A node that this one calls: a watch over its life, and a lane for each event loop that calls it. When the watch finds
 * it dead, every lane is closed, and calls fail at once until it answers again. Safe for use by many threads.
 */
final class Peer {

    private static final long DIAL_MILLIS = 1_000;

    private final VertxInternal vertx;
    private final HttpClientAgent http;
    private final PeerAddress address;
    private final HttpConnectOptions where;
    private final Watch watch;
    private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
    private final LongAdder exchanges = new LongAdder();

    Peer(VertxInternal vertx, HttpClientAgent http, PeerAddress address) {
        this.vertx = vertx;
        this.http = http;
        this.address = address;
        this.where = new HttpConnectOptions()
                .setServer(address.socket())
                .setHost(address.host())
                .setPort(address.port());
        this.watch = new Watch(
                vertx.createEventLoopContext(),
                address,
                this::dial,
                () -> lanes.values().forEach(Lane::warm),
                () -> lanes.values().forEach(Lane::close));
        watch.begin();
    }

    LinkState state() {
        return watch.state();
    }

    /** A stream for one exchange, its head not yet sent; completed on the caller's context. */
    Future<HttpClientRequest> stream() {
        exchanges.increment();
        ContextInternal caller = vertx.getOrCreateContext();
        if (watch.state() instanceof LinkState.Down(String reason)) {
            return caller.failedFuture(unreachable(new IllegalStateException(reason)));
        }
        Lane lane = lanes.computeIfAbsent(caller.nettyEventLoop(), this::lane);
        Promise<HttpClientRequest> stream = caller.promise();
        lane.connection()
                .onFailure(cause -> stream.fail(unreachable(cause)))
                .onSuccess(connection -> caller.emit(
                        connection,
                        it -> it.request(new RequestOptions()
                                        .setMethod(HttpMethod.POST)
                                        .setURI(Wire.PATH))
                                .onFailure(cause -> stream.fail(unreachable(cause)))
                                .onSuccess(stream::complete)));
        return stream.future();
    }

    /** How many streams were asked for. */
    long exchanges() {
        return exchanges.sum();
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
        Future<HttpClientConnection> attempt = Future.succeededFuture(where).compose(http::connect);
        return attempt.timeout(DIAL_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(ignored -> attempt.onSuccess(HttpClientConnection::close));
    }

    private Problem unreachable(Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "The node that is to answer cannot be reached.",
                true,
                new IllegalStateException(address + " cannot be reached", cause));
    }
}
