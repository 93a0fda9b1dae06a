package dev.meridian.edge.origin;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.Forwarding;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.edge.cache.Origin;
import io.vertx.core.Future;

/** Reaches home regions over the relay. Safe for use by many threads. */
public final class HomeRegions {

    private final Topology topology;
    private final Relay relay;
    private final Forwarding forwarding;

    public HomeRegions(Topology topology, Relay relay) {
        this.topology = topology;
        this.relay = relay;
        this.forwarding = new Forwarding(relay);
    }

    /** @param provenance what the region shall know of the exchange, its target included */
    public Origin origin(Exchange exchange, String region, Provenance provenance) {
        return new RegionOrigin(this, relay, forwarding.begin(exchange), exchange, region, provenance);
    }

    /** Where a region's relay listens; fails with a 503 problem when no node of it can be reached. */
    public Future<PeerAddress> address(String region) {
        return topology.region(region)
                .filter(NodeView::isUsable)
                .map(node -> Future.succeededFuture(node.relay()))
                .orElseGet(() -> Future.failedFuture(Problem.upstream(
                        ProblemType.REGION_UNAVAILABLE,
                        "Region " + region + " cannot be reached just now. Please try again.",
                        true,
                        null)));
    }
}
