package dev.meridian.core.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The relay of a node: each peer is watched over a connection of its own and called over one per event loop. */
public final class RelayClient implements Relay {

    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    /** gRPC calls have no watch of their own: what no machine takes for so long breaks their connection (RFC 5482). */
    private static final int UNACKNOWLEDGED_MILLIS = 5_000;

    private final VertxInternal vertx;
    private final String node;
    private final HttpClientAgent http;
    private final HttpClientAgent dialer;
    private final GrpcClient grpc;
    private final Map<PeerAddress, Peer> peers = new ConcurrentHashMap<>();

    /** Of somebody who is no node. */
    public RelayClient(Vertx vertx, Optional<RelayTls> tls) {
        this(vertx, tls, PeerName.UNKNOWN);
    }

    /**
     * @param tls empty for plain HTTP/2
     * @param node name of this one
     */
    public RelayClient(Vertx vertx, Optional<RelayTls> tls, String node) {
        this.vertx = (VertxInternal) vertx;
        this.node = node;
        HttpClientOptions options = options(tls);
        this.http = vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(1));
        this.dialer = vertx.createHttpClient(new HttpClientOptions(options)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false));
        this.grpc = GrpcClient.builder(vertx)
                .with(new GrpcClientOptions().setMaxMessageSize(Wire.MOST_MESSAGE_BYTES))
                .with(new HttpClientOptions(options).setTcpUserTimeout(UNACKNOWLEDGED_MILLIS))
                .withAddressResolver(new PresentPaths(this::present))
                .build();
    }

    @Override
    public Future<RelayCall> open(PeerAddress address, RelayRequest request) {
        Context caller = vertx.getOrCreateContext();
        return peer(address).stream().map(stream -> {
            Call call = new Call(vertx, caller, address, stream, request, node);
            call.begin();
            return call;
        });
    }

    @Override
    public GrpcClient grpc() {
        return grpc;
    }

    @Override
    public LinkState link(PeerAddress address) {
        return peer(address).state();
    }

    @Override
    public long exchanges(PeerAddress address) {
        Peer known = peers.get(address);
        return known == null ? 0 : known.exchanges();
    }

    @Override
    public LinkState direct(PeerAddress address) {
        return peer(address).direct();
    }

    /** The ways to a peer, for whoever chooses among them. */
    public PathSwitch paths(PeerAddress address) {
        return peer(address);
    }

    /** Closes every connection; calls under way fail. */
    public Future<Void> close() {
        peers.values().forEach(Peer::forget);
        peers.clear();
        return Future.join(http.shutdown(0, TimeUnit.SECONDS), dialer.shutdown(0, TimeUnit.SECONDS), grpc.close())
                .mapEmpty();
    }

    private Peer peer(PeerAddress address) {
        return peers.computeIfAbsent(address, it -> new Peer(vertx, http, dialer, it));
    }

    /** A peer that nobody watches yet is called directly. */
    private SocketAddress present(SocketAddress address) {
        Peer peer = address.isInetSocket() ? peers.get(new PeerAddress(address.host(), address.port())) : null;
        return peer == null ? address : peer.server();
    }

    private static HttpClientOptions options(Optional<RelayTls> tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(Wire.settings())
                .setHttp2ConnectionWindowSize(Wire.CONNECTION_WINDOW)
                .setHttp2KeepAliveTimeout(0)
                .setTcpNoDelay(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        tls.ifPresent(it -> options.setSsl(true)
                .setUseAlpn(true)
                .setVerifyHost(true)
                .setKeyCertOptions(it.identity())
                .setTrustOptions(it.trust()));
        return options;
    }
}
