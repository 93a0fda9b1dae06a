package dev.meridian.core.relay;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A node that this one calls, by one way or another. While the way in force is dead and no other is there, calls fail at
 * once. Safe for use by many threads.
 */
final class Peer implements PathSwitch {

    private static final Duration DIAL = Duration.ofSeconds(1);

    /** Two more handshakes, one of them over twice the way. */
    private static final Duration TUNNEL_DIAL = Duration.ofSeconds(3);

    /** How long calls may go on over a tunnel that is no longer in force. */
    private static final Duration DRAIN = Duration.ofMinutes(1);

    private final VertxInternal vertx;
    private final HttpClientAgent http;
    private final HttpClientAgent dialer;
    private final PeerAddress address;
    private final LongAdder exchanges = new LongAdder();
    private final Route direct;
    private volatile @Nullable Detour detour;
    private volatile @Nullable Detour trial;

    /** A way through another node. */
    private record Detour(Tunnel tunnel, Route route) {

        void retire() {
            route.retire(DRAIN);
            tunnel.close(DRAIN);
        }

        void forget() {
            route.forget();
            tunnel.close(Duration.ZERO);
        }
    }

    /**
     * @param http connects to relay doors
     * @param dialer connects to relay doors that are to carry a tunnel
     */
    Peer(VertxInternal vertx, HttpClientAgent http, HttpClientAgent dialer, PeerAddress address) {
        this.vertx = vertx;
        this.http = http;
        this.dialer = dialer;
        this.address = address;
        this.direct = new Route(vertx, http, address, RelayPath.DIRECT, Future.succeededFuture(address.socket()), DIAL);
    }

    /** A tunnel that has just died gives way to a direct link that lives, before anybody has decided on it. */
    private Route route() {
        Detour present = detour;
        return present == null
                        || (!(present.route.state() instanceof LinkState.Up) && direct.state() instanceof LinkState.Up)
                ? direct
                : present.route;
    }

    LinkState state() {
        return route().state();
    }

    /** What a new connection to the peer is to be made with. */
    SocketAddress server() {
        return route().server();
    }

    /** A stream for one exchange, its head not yet sent; completed on the caller's context. */
    Future<HttpClientRequest> stream() {
        exchanges.increment();
        ContextInternal caller = vertx.getOrCreateContext();
        Route route = route();
        if (route.state() instanceof LinkState.Down(String reason)) {
            return caller.failedFuture(unreachable(new IllegalStateException(reason)));
        }
        Promise<HttpClientRequest> stream = caller.promise();
        route.connection(caller.nettyEventLoop())
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

    @Override
    public LinkState direct() {
        return direct.state();
    }

    @Override
    public LinkState present() {
        Detour present = detour;
        return present == null ? direct.state() : present.route.state();
    }

    @Override
    public Optional<LinkState> tried() {
        Detour tried = trial;
        return tried == null ? Optional.empty() : Optional.of(tried.route.state());
    }

    @Override
    public void attempt(RelayPath.Via via) {
        giveUp();
        Tunnel tunnel = new Tunnel(vertx.createEventLoopContext(), dialer, via, address);
        trial = new Detour(tunnel, new Route(vertx, http, address, via, tunnel.near(), TUNNEL_DIAL));
    }

    @Override
    public void giveUp() {
        Detour tried = trial;
        trial = null;
        if (tried != null) {
            tried.forget();
        }
    }

    @Override
    public void adopt() {
        Detour adopted = trial;
        Detour before = detour;
        if (adopted == null) {
            throw new IllegalStateException("no way to " + address + " is tried");
        }
        adopted.route.warmLike(route());
        detour = adopted;
        trial = null;
        if (before != null) {
            before.retire();
        }
    }

    @Override
    public void goDirect() {
        Detour before = detour;
        detour = null;
        if (before != null) {
            before.retire();
        }
    }

    void forget() {
        giveUp();
        Detour present = detour;
        detour = null;
        if (present != null) {
            present.forget();
        }
        direct.forget();
    }

    private Problem unreachable(Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "The node that is to answer cannot be reached.",
                true,
                new IllegalStateException(address + " cannot be reached", cause));
    }
}
