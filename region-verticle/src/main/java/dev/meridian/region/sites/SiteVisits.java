package dev.meridian.region.sites;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.hosts.HostTarget;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.sites.SiteServer;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Site;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.region.release.Release;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests whose host names a site of this region: served here, of what is active in this very moment. */
final class SiteVisits {

    private static final Logger log = LoggerFactory.getLogger(SiteVisits.class);

    private record Visited(String project, String site) {}

    private final NodeContext node;
    private final Release release;
    private final HostGrammar grammar;
    private final SiteStore sites;
    private final SiteServer server;

    SiteVisits(NodeContext node, Release release, SiteStore sites, SiteServer server) {
        this.node = node;
        this.release = release;
        this.grammar =
                new HostGrammar(node.settings().domains(), node.settings().regions());
        this.sites = sites;
        this.server = server;
    }

    /** @return whether the request is for a site, and so will be answered */
    boolean take(Exchange exchange) {
        Optional<Visited> visited = visited(exchange);
        visited.ifPresent(it -> release.answer(exchange.sender(), it.project())
                .compose(terms -> sites.served(it.project(), it.site()))
                .compose(site -> server.serve(exchange, site))
                .onFailure(failure -> refuse(exchange, failure)));
        return visited.isPresent();
    }

    /** What a trusted node has found out wins: it may have heard of the site before this node's own mirror did. */
    private Optional<Visited> visited(Exchange exchange) {
        Provenance known = exchange.provenance();
        if (!known.resource().isEmpty()) {
            return Optional.of(new Visited(known.project(), known.site()))
                    .filter(it -> !it.site().isEmpty());
        }
        RegistrySnapshot registry = node.registry().snapshot();
        return switch (grammar.target(exchange.request().host(), registry)) {
            case HostTarget.FunctionInRegion named ->
                registry.siteByLabel(named.label()).map(SiteVisits::of);
            case HostTarget.FunctionLabel named ->
                registry.siteByLabel(named.label()).map(SiteVisits::of);
            case HostTarget.CustomDomain custom -> of(custom.rule());
            case HostTarget.Api api -> Optional.empty();
            case HostTarget.RegionApi api -> Optional.empty();
            case HostTarget.Unknown unknown -> Optional.empty();
        };
    }

    private static Visited of(Site site) {
        return new Visited(site.getProjectId(), site.getSiteId());
    }

    private static Optional<Visited> of(Domain rule) {
        return rule.getTarget() == Target.TARGET_SITE
                ? Optional.of(new Visited(rule.getProjectId(), rule.getResourceId()))
                : Optional.empty();
    }

    private static void refuse(Exchange exchange, Throwable failure) {
        if (exchange.isResponded()) {
            return;
        }
        if (Problem.from(failure).type().status() >= 500) {
            log.atError().setCause(failure).log("A site could not be served");
        }
        ProblemAnswer.give(exchange, failure);
    }
}
