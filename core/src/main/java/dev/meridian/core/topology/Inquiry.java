package dev.meridian.core.topology;

import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.proto.topology.v1.DescribeRequest;
import dev.meridian.proto.topology.v1.DescribeResponse;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.NodesGrpcClient;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks peers who is in the network: seeds of which nothing else is known, and nodes in reach that were not heard for a
 * while, as it is when one of both is outside of the cluster. On the topology's context.
 */
final class Inquiry {

    private static final Logger log = LoggerFactory.getLogger(Inquiry.class);

    private static final Duration UNHEARD = Duration.ofMillis(2_500);
    private static final int ASKED_MOST = 16;
    private static final long ANSWER_SECONDS = 2;

    private final NodeInfo self;
    private final List<PeerAddress> seeds;
    private final Relay relay;
    private final NodeTable table;
    private final Set<PeerAddress> asked = new HashSet<>();

    Inquiry(NodeInfo self, List<PeerAddress> seeds, Relay relay, NodeTable table) {
        this.self = self;
        this.seeds = seeds.stream()
                .filter(seed -> !seed.toString().equals(self.getRelayAddress()))
                .toList();
        this.relay = relay;
        this.table = table;
    }

    /** Has the relay begin to connect. */
    void begin() {
        seeds.forEach(relay::link);
    }

    void ask(Instant now, Consumer<Heartbeat> hear) {
        candidates(now)
                .filter(peer -> !asked.contains(peer) && relay.link(peer) instanceof LinkState.Up)
                .limit(ASKED_MOST - asked.size())
                .toList()
                .forEach(peer -> ask(peer, hear));
    }

    private Stream<PeerAddress> candidates(Instant now) {
        Collection<NodeTable.Entry> known = table.entries();
        Stream<PeerAddress> strangers = seeds.stream()
                .filter(seed -> known.stream().noneMatch(entry -> entry.relay().equals(seed)));
        Stream<PeerAddress> silent = known.stream()
                .filter(entry -> entry.heardAt().plus(UNHEARD).isBefore(now))
                .sorted((a, b) -> a.heardAt().compareTo(b.heardAt()))
                .map(NodeTable.Entry::relay);
        return Stream.concat(strangers, silent);
    }

    private void ask(PeerAddress peer, Consumer<Heartbeat> hear) {
        asked.add(peer);
        describe(peer)
                .onComplete(done -> asked.remove(peer))
                .onFailure(failure -> log.atDebug()
                        .addKeyValue("peer", peer)
                        .setCause(failure)
                        .log("A peer did not say who is in the network"))
                .onSuccess(description -> {
                    hear.accept(description.getSelf());
                    description.getOthersList().forEach(hear);
                });
    }

    private Future<DescribeResponse> describe(PeerAddress peer) {
        DescribeRequest question =
                DescribeRequest.newBuilder().setNode(self.getName()).build();
        return relay.grpc()
                .request(peer.socket(), NodesGrpcClient.Describe)
                .compose(request ->
                        request.timeout(ANSWER_SECONDS, TimeUnit.SECONDS).send(question))
                .compose(response -> response.last())
                .timeout(2 * ANSWER_SECONDS, TimeUnit.SECONDS);
    }
}
