package dev.meridian.core.topology;

import dev.meridian.core.path.Candidate;
import dev.meridian.core.path.Detours;
import dev.meridian.core.path.LinkQuality;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The nodes that this one may send its connections through at a moment: permitted, in service, and linked directly. */
final class Carriers {

    private final Map<String, PeerAddress> relays = new HashMap<>();
    private final Map<String, LinkQuality> links = new HashMap<>();
    private final ToldLinks told;
    private @Nullable Detours detours;

    Carriers(List<NodeView> others, Relay relay, ToldLinks told, Predicate<NodeInfo> mayCarry) {
        this.told = told;
        for (NodeView node : others) {
            PeerAddress address = node.relay();
            if (isInService(node.state())
                    && mayCarry.test(node.info())
                    && relay.direct(address) instanceof LinkState.Up up) {
                relays.put(node.info().getName(), address);
                links.put(node.info().getName(), up.quality());
            }
        }
    }

    private static boolean isInService(State state) {
        return state != State.STATE_DRAINING && state != State.STATE_STOPPED;
    }

    boolean has(String node) {
        return relays.containsKey(node);
    }

    PeerAddress relay(String node) {
        PeerAddress relay = relays.get(node);
        if (relay == null) {
            throw new IllegalArgumentException(node + " carries nothing");
        }
        return relay;
    }

    /** The best ways to a peer through one of them. */
    List<Candidate> to(String peer) {
        if (detours == null) {
            detours = new Detours(links, told::between);
        }
        return detours.to(peer);
    }
}
