package dev.meridian.core.topology;

import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.relay.RelayCall;
import dev.meridian.core.relay.RelayRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.client.GrpcClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A relay without a watch on its links: each is up until the test says otherwise. Carries gRPC calls only. */
public final class TestingRelay implements Relay {

    private final GrpcClient client;
    private final Map<PeerAddress, LinkState> links = new ConcurrentHashMap<>();

    public TestingRelay(Vertx vertx) {
        this.client = GrpcClient.client(vertx);
    }

    public void say(PeerAddress peer, LinkState state) {
        links.put(peer, state);
    }

    @Override
    public Future<RelayCall> open(PeerAddress peer, RelayRequest request) {
        return Future.failedFuture(new UnsupportedOperationException("this relay carries gRPC calls only"));
    }

    @Override
    public GrpcClient grpc() {
        return client;
    }

    @Override
    public LinkState link(PeerAddress peer) {
        return links.getOrDefault(peer, new LinkState.Up(Duration.ofMillis(1)));
    }
}
