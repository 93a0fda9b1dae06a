package dev.meridian.edge;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.protect.ProjectShares;
import dev.meridian.core.purge.PurgeDoor;
import dev.meridian.core.purge.PurgeForward;
import dev.meridian.core.residency.ActCounts;
import dev.meridian.core.residency.ActReports;
import dev.meridian.core.residency.NodeResidency;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.functions.EdgeFunctions;
import dev.meridian.edge.functions.FunctionCalls;
import dev.meridian.edge.functions.FunctionRequests;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.edge.origin.HttpOrigins;
import dev.meridian.edge.policies.CachePolicies;
import dev.meridian.edge.purge.PurgeListener;
import dev.meridian.edge.residency.Eraser;
import dev.meridian.edge.sites.EdgeSites;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An edge's parts, put together. The doors are the caller's: both give their exchanges to {@link #exchanges}. */
public final class EdgeNode {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeNode.class);

    private final EdgeRequests requests;
    private final FunctionCalls calls;
    private final PurgeForward purging;
    private final PurgeListener purges;
    private final HttpOrigins origins;
    private final EdgeSites sites;
    private final CachePlace place;
    private final Optional<EdgeFunctions> functions;
    private final ActReports reports;

    private EdgeNode(
            EdgeRequests requests,
            FunctionCalls calls,
            PurgeForward purging,
            PurgeListener purges,
            HttpOrigins origins,
            EdgeSites sites,
            CachePlace place,
            Optional<EdgeFunctions> functions,
            ActReports reports) {
        this.reports = reports;
        this.calls = calls;
        this.purging = purging;
        this.requests = requests;
        this.purges = purges;
        this.origins = origins;
        this.sites = sites;
        this.place = place;
        this.functions = functions;
    }

    /** Starts what an edge is made of. Needs neither a region nor a cluster to be there. */
    public static Future<EdgeNode> start(NodeContext node, EdgeSettings settings) {
        HomeRegions regions = new HomeRegions(node.topology(), node.relay());
        ActCounts acts = new ActCounts(node.clock());
        NodeResidency residency = new NodeResidency(
                node.registry(), node.settings().site(), settings.residency().grace(), acts);
        return CachePlace.open(node, settings)
                .compose(place -> EdgeSites.start(node, regions, settings.sites())
                        .compose(sites -> functions(node, settings, regions, residency)
                                .map(functions ->
                                        assemble(node, settings, regions, place, sites, functions, residency, acts))));
    }

    /** Where no engine exists for the machine, the home region executes. */
    private static Future<Optional<EdgeFunctions>> functions(
            NodeContext node, EdgeSettings settings, HomeRegions regions, NodeResidency residency) {
        if (!settings.functions()) {
            return Future.succeededFuture(Optional.empty());
        }
        return EdgeFunctions.start(node, regions, settings.artefacts(), settings.policy(), residency)
                .map(Optional::of)
                .otherwise(failure -> {
                    LOG.atError().setCause(failure).log("Functions are not executed at this edge");
                    return Optional.empty();
                });
    }

    private static EdgeNode assemble(
            NodeContext node,
            EdgeSettings settings,
            HomeRegions regions,
            CachePlace place,
            EdgeSites sites,
            Optional<EdgeFunctions> functions,
            NodeResidency residency,
            ActCounts acts) {
        String site = node.settings().site().code();
        EdgeCache cache = place.cache();
        CachePolicies.follow(node.registry(), cache);
        HttpOrigins origins = new HttpOrigins(
                node.vertx(),
                settings.origins().knownAs(node.settings().domains().network()));
        Identification identification = new Identification(
                new HostGrammar(node.settings().domains(), node.settings().regions()),
                node.settings().defaultRegion());
        EdgeRequests requests = new EdgeRequests(
                identification,
                node.registry(),
                cache,
                regions,
                origins,
                new FunctionRequests(functions, residency),
                sites,
                residency,
                site,
                settings.requests(),
                new ProjectShares(settings.requests(), node.telemetry().metrics()),
                settings.patience());
        PurgeListener purges = PurgeListener.start(node, cache, regions, place.ledger());
        FunctionCalls calls = new FunctionCalls(node, functions, residency, regions, settings.patience());
        ActReports reports = ActReports.start(node, acts, settings.residency().report());
        Eraser.follow(node, cache, sites, functions, reports);
        return new EdgeNode(
                requests,
                calls,
                new PurgeForward(node, settings.patience()),
                purges,
                origins,
                sites,
                place,
                functions,
                reports);
    }

    /** Takes exchanges of the HTTP door and of the relay door; on any event loop. */
    public Handler<Exchange> exchanges() {
        return requests;
    }

    /** How many exchanges are under way. */
    public int underWay() {
        return requests.underWay();
    }

    /** gRPC for other nodes, on the relay door. */
    public List<Service> services() {
        return List.of(InvokeDoor.forNodes(calls));
    }

    /** gRPC for users, on the public door. */
    public List<Service> publicServices() {
        return List.of(InvokeDoor.forUsers(calls), PurgeDoor.forUsers(purging::home));
    }

    public Future<Void> close() {
        purges.close();
        Future<Void> ended = functions.map(EdgeFunctions::close).orElseGet(Future::succeededFuture);
        return Future.join(ended, sites.close(), origins.close(), place.close())
                .eventually(reports::close)
                .mapEmpty();
    }
}
