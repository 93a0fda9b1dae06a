package dev.meridian.core.relay;

import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClient;

/**
 * Calls other nodes. Connections are kept warm and watched: a peer that does not answer pings for a second is dead, and
 * every call to it fails at once. Used from event loops; a call's callbacks come on the caller's context.
 */
public interface Relay {

    /**
     * Opens an exchange with a peer. Fails with a retryable {@link dev.meridian.core.problem.Problem} of type
     * {@code general_region_unavailable} when nothing of the request can have reached the peer.
     */
    Future<RelayCall> open(PeerAddress peer, RelayRequest request);

    /** A client for gRPC calls to any peer; the address is {@link PeerAddress#socket()}. */
    GrpcClient grpc();

    /** How many exchanges with a peer were begun since this node started, whatever became of them. */
    default long exchanges(PeerAddress peer) {
        return 0;
    }

    /** How the path to a peer is; it is watched from the first time that it is asked for or called. */
    LinkState link(PeerAddress peer);

    /** How the direct path to a peer is, whether calls take it or not; watched as {@link #link} is. */
    default LinkState direct(PeerAddress peer) {
        return link(peer);
    }
}
