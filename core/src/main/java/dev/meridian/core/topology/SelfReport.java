package dev.meridian.core.topology;

import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What this node says of itself. Not safe for several threads. */
final class SelfReport {

    private final NodeInfo info;
    private final InstantSource clock;
    private final Supplier<Load> load;
    private final Flows flows;
    private final Counted counted;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private State state = State.STATE_STARTING;
    private long sequence;

    SelfReport(NodeInfo info, InstantSource clock, Supplier<Load> load, Flows flows, Telemetry telemetry) {
        this.info = info;
        this.clock = clock;
        this.load = load;
        this.flows = flows;
        this.counted = new Counted(telemetry);
    }

    NodeInfo info() {
        return info;
    }

    void enter(State next) {
        state = next;
    }

    /**
     * @param others whose round trips are told, where they were measured, and what is sent to them
     * @param direct the direct link to a node
     */
    Heartbeat heartbeat(List<NodeView> others, Function<PeerAddress, LinkState> direct) {
        Load now = load.get();
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setNode(info)
                .setState(state)
                .setSequence(++sequence)
                .setLoad(now.load())
                .setInFlight(now.inFlight())
                .setMemoryBytes(memory.getHeapMemoryUsage().getCommitted()
                        + memory.getNonHeapMemoryUsage().getCommitted())
                .setSentAtMillis(clock.millis())
                .setCounts(counted.sinceStart())
                .addAllFlows(flows.busiest(others, clock.instant()));
        heartbeat.addAllRoundTrips(RoundTrips.told(others, direct));
        return heartbeat.build();
    }

    /** As this node sees itself. */
    NodeView view() {
        return new NodeView(info, state, true, Duration.ZERO, load.get().load());
    }
}
