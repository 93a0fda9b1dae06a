package dev.meridian.core.topology;

import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayPath;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import java.time.Duration;

/**
 * A node as another sees it.
 *
 * @param reachable whether the relay reaches it, whatever the cluster says
 * @param roundTrip from the node that looks; zero when not measured
 * @param load 0 idle to 1 saturated, as it last said
 * @param path which way calls to it go
 */
public record NodeView(NodeInfo info, State state, boolean reachable, Duration roundTrip, double load, RelayPath path) {

    /** A node that is reached directly. */
    public NodeView(NodeInfo info, State state, boolean reachable, Duration roundTrip, double load) {
        this(info, state, reachable, roundTrip, load, RelayPath.DIRECT);
    }

    /** Whether new requests may be sent to it. */
    public boolean isUsable() {
        return reachable && state != State.STATE_DRAINING && state != State.STATE_STOPPED;
    }

    public PeerAddress relay() {
        return PeerAddress.parse(info.getRelayAddress());
    }
}
