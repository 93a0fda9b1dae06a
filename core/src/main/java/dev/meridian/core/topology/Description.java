package dev.meridian.core.topology;

import dev.meridian.proto.topology.v1.DescribeRequest;
import dev.meridian.proto.topology.v1.DescribeResponse;
import dev.meridian.proto.topology.v1.Heartbeat;
import dev.meridian.proto.topology.v1.NodesService;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;

/** Answers who is in the network. Asked on any event loop; reads only what is safe for all. */
final class Description extends NodesService {

    private static final int OTHERS_MOST = 1_000;

    private final Supplier<Heartbeat> self;
    private final Supplier<Map<String, Heartbeat>> all;

    Description(Supplier<Heartbeat> self, Supplier<Map<String, Heartbeat>> all) {
        this.self = self;
        this.all = all;
    }

    @Override
    public Future<DescribeResponse> describe(DescribeRequest request) {
        Heartbeat own = self.get();
        DescribeResponse.Builder response = DescribeResponse.newBuilder().setSelf(own);
        all.get().values().stream()
                .filter(heartbeat ->
                        !heartbeat.getNode().getName().equals(own.getNode().getName()))
                .limit(OTHERS_MOST)
                .forEach(heartbeat -> response.addOthers(
                        heartbeat.toBuilder().clearRoundTrips().clearFlows()));
        return Future.succeededFuture(response.build());
    }
}
