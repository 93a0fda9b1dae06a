package dev.meridian.region.sites;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.sites.SiteServer;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Routes;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.deployments.LocalArtefacts;
import dev.meridian.region.deployments.Recipes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.proxy.DomainRules;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Static sites over the API and over their hosts, and what nodes that serve them need. */
public final class SitesFeature implements ApiFeature {

    private final SiteStore sites;
    private final Deployments.Desk desk;
    private final LocalArtefacts artefacts;
    private final SiteRoutes routes;
    private final SiteVisits visits;
    private final Service door;

    public SitesFeature(RegionContext region, Deployments deployments) {
        NodeContext node = region.node();
        this.sites = new SiteStore(region.database(), region.registry(), region.names(), new DomainRules(region));
        this.desk = deployments.desk(sites, Recipes.always(new SiteRecipe()));
        this.artefacts =
                deployments.artefacts(node.settings().data().resolve("sites").resolve("artefacts"));
        this.routes = new SiteRoutes(sites, desk, region.names(), node.ids(), node.clock());
        SiteServer server = new SiteServer(
                node.vertx(),
                new RegionShelf(artefacts),
                node.clock(),
                (headers, isHeld) -> headers.set("meridian-region", region.site()));
        this.visits = new SiteVisits(node, region.release(), sites, server);
        this.door = SitesDoor.service(region.release(), desk.store(), deployments.objects());
    }

    @Override
    public void routes(Routes all) {
        routes.declare(all);
        desk.declare(all);
    }

    /**
     * Serves the site that a request's host names.
     *
     * @return whether it names one, and so will be answered
     */
    public boolean visit(Exchange exchange) {
        return visits.take(exchange);
    }

    @Override
    public List<Service> services() {
        return List.of(door);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return sites.deleteAll(transaction, project);
    }

    public void close() {
        desk.close();
        artefacts.stop();
    }
}
