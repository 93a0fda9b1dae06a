package dev.meridian.core.topology;

import dev.meridian.core.relay.PeerAddress;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.KnownNode;
import dev.meridian.proto.topology.v1.KnownNodes;
import dev.meridian.proto.topology.v1.NodeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The other nodes, by name: the newest that was heard of each, be it from itself or from a third. Bounded. Not safe for
 * several threads.
 */
final class NodeTable {

    static final int NODES_MOST = 10_000;
    static final Duration FORGET_AFTER = Duration.ofHours(24);

    /** What hearing a heartbeat did. */
    sealed interface Heard {}

    /** @param stateChanged whether the node is new, has moved, or says another state than before */
    record Taken(boolean stateChanged) implements Heard {}

    record Ignored(String reason) implements Heard {}

    /** A node as it was last heard. */
    record Entry(Heartbeat last, PeerAddress relay, Instant heardAt) {

        NodeInfo info() {
            return last.getNode();
        }
    }

    private final String self;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<PeerAddress, String> holders = new HashMap<>();

    /** @param self name of the node that looks; what is said of it by others is ignored */
    NodeTable(String self) {
        this.self = self;
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    Heard hear(Heartbeat heartbeat, Instant now) {
        NodeInfo info = heartbeat.getNode();
        if (info.getName().equals(self)) {
            return new Ignored("it is of this node");
        }
        Optional<String> fault = NodeInfos.fault(info);
        if (fault.isPresent()) {
            return new Ignored(fault.get());
        }
        Entry before = entries.get(info.getName());
        if (before != null && !isNewer(heartbeat, before.last())) {
            return new Ignored("a newer one was heard");
        }
        PeerAddress relay = PeerAddress.parse(info.getRelayAddress());
        if (!takeOver(relay, info)) {
            return new Ignored("a newer node has its address");
        }
        if (before == null && entries.size() >= NODES_MOST && !forgetOldest()) {
            return new Ignored("as many nodes are known as may be");
        }
        put(new Entry(heartbeat, relay, now));
        return new Taken(before == null
                || before.last().getState() != heartbeat.getState()
                || !before.info().equals(info));
    }

    /** Whether it tells more: of a later start, or of the same start and later. */
    private static boolean isNewer(Heartbeat heartbeat, Heartbeat than) {
        int start = Long.compare(
                heartbeat.getNode().getStartedAtMillis(), than.getNode().getStartedAtMillis());
        return start > 0 || (start == 0 && heartbeat.getSequence() > than.getSequence());
    }

    /** An address belongs to the node that started last there. */
    private boolean takeOver(PeerAddress relay, NodeInfo info) {
        String holder = holders.get(relay);
        if (holder == null || holder.equals(info.getName())) {
            return true;
        }
        Entry other = entries.get(holder);
        if (other != null && other.info().getStartedAtMillis() > info.getStartedAtMillis()) {
            return false;
        }
        remove(holder);
        return true;
    }

    private void put(Entry entry) {
        remove(entry.info().getName());
        entries.put(entry.info().getName(), entry);
        holders.put(entry.relay(), entry.info().getName());
    }

    private void remove(String name) {
        Entry gone = entries.remove(name);
        if (gone != null) {
            holders.remove(gone.relay());
        }
    }

    private boolean forgetOldest() {
        return entries.values().stream()
                .min(Comparator.comparing(Entry::heardAt))
                .map(oldest -> {
                    remove(oldest.info().getName());
                    return oldest;
                })
                .isPresent();
    }

    /** Drops what was neither heard nor in reach for a day. */
    boolean forget(Instant now, Predicate<Entry> reachable) {
        Instant since = now.minus(FORGET_AFTER);
        List<Entry> gone = entries.values().stream()
                .filter(entry -> entry.heardAt().isBefore(since) && !reachable.test(entry))
                .toList();
        gone.forEach(entry -> remove(entry.info().getName()));
        return !gone.isEmpty();
    }

    KnownNodes kept() {
        List<KnownNode> nodes = new ArrayList<>();
        entries.values()
                .forEach(entry -> nodes.add(KnownNode.newBuilder()
                        .setLast(entry.last().toBuilder().clearRoundTrips().clearFlows())
                        .setHeardAtMillis(entry.heardAt().toEpochMilli())
                        .build()));
        return KnownNodes.newBuilder().addAllNodes(nodes).build();
    }

    void restore(KnownNodes kept) {
        kept.getNodesList().forEach(node -> hear(node.getLast(), Instant.ofEpochMilli(node.getHeardAtMillis())));
    }
}
