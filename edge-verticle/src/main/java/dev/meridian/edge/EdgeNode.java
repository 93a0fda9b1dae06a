package dev.meridian.edge;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.edge.purge.PurgeListener;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.server.Service;
import java.util.List;

/** An edge's parts, put together. The doors are the caller's: both give their exchanges to {@link #exchanges}. */
public final class EdgeNode {

    private final EdgeRequests requests;
    private final PurgeListener purges;

    private EdgeNode(EdgeRequests requests, PurgeListener purges) {
        this.requests = requests;
        this.purges = purges;
    }

    /** Starts what an edge is made of. Needs neither a region nor a cluster to be there. */
    public static Future<EdgeNode> start(NodeContext node, EdgeSettings settings) {
        HomeRegions regions = new HomeRegions(node.topology(), node.relay());
        String site = node.settings().site().code();
        EdgeCache cache = new EdgeCache(node.vertx(), settings.cache(), site, node.clock(), node.telemetry());
        Identification identification = new Identification(
                new HostGrammar(node.settings().domains(), node.settings().regions()),
                node.settings().defaultRegion());
        EdgeRequests requests =
                new EdgeRequests(identification, node.registry(), cache, regions, site, settings.requests());
        PurgeListener purges = new PurgeListener(
                node.vertx(),
                node.events(),
                cache,
                node.settings().name(),
                node.settings().regions());
        return Future.succeededFuture(new EdgeNode(requests, purges));
    }

    /** Takes exchanges of the HTTP door and of the relay door; on any event loop. */
    public Handler<Exchange> exchanges() {
        return requests;
    }

    /** How many exchanges are under way. */
    public int underWay() {
        return requests.underWay();
    }

    /** gRPC services that an edge offers: none at present. */
    public List<Service> services() {
        return List.of();
    }

    public Future<Void> close() {
        purges.close();
        return Future.succeededFuture();
    }
}
