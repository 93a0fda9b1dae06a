package dev.meridian.edge;

import dev.meridian.core.hosts.CacheablePath;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.protect.ClientGuard;
import dev.meridian.core.protect.ProjectShares;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.NodeResidency;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.Origin;
import dev.meridian.edge.cache.policy.Source;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.functions.FunctionRequests;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.edge.origin.HttpOrigins;
import dev.meridian.edge.sites.EdgeSites;
import dev.meridian.proto.registry.v1.Domain;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A request's way through an edge, phase by phase: protect, identify (what is unheard of may have been made a moment ago: the
 * regions are asked once), check what the project's residency policy leaves to this edge, then redirect, execute, serve a
 * site, cache or pass on. Safe for use by many event loops.
 */
final class EdgeRequests implements Handler<Exchange> {

    private final Identification identification;
    private final Registry registry;
    private final EdgeCache cache;
    private final HomeRegions regions;
    private final HttpOrigins origins;
    private final FunctionRequests functions;
    private final EdgeSites sites;
    private final NodeResidency residency;
    private final String site;
    private final int most;
    private final ProjectShares shares;
    private final Duration patience;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param residency what this edge may do for whom
     * @param most requests that may be under way at once
     * @param shares how that is divided among projects
     * @param patience how long a request for something unheard of waits
     */
    EdgeRequests(
            Identification identification,
            Registry registry,
            EdgeCache cache,
            HomeRegions regions,
            HttpOrigins origins,
            FunctionRequests functions,
            EdgeSites sites,
            NodeResidency residency,
            String site,
            int most,
            ProjectShares shares,
            Duration patience) {
        this.identification = identification;
        this.registry = registry;
        this.cache = cache;
        this.regions = regions;
        this.origins = origins;
        this.functions = functions;
        this.sites = sites;
        this.residency = residency;
        this.site = site;
        this.most = most;
        this.shares = shares;
        this.patience = patience;
    }

    @Override
    public void handle(Exchange exchange) {
        if (protect(exchange)) {
            Destination destination = identify(exchange);
            if (destination instanceof Destination.Refused) {
                registry.refresh(patience).onSuccess(refreshed -> {
                    if (!exchange.ended().isComplete()) {
                        dispatch(exchange, identify(exchange));
                    }
                });
            } else {
                dispatch(exchange, destination);
            }
        }
    }

    int underWay() {
        return underWay.get();
    }

    /** Lets a request in unless there are too many. */
    private boolean protect(Exchange exchange) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            refuse(exchange, Problem.overloaded("This edge has too many requests just now. Please try again."));
            return false;
        }
        exchange.ended().onComplete(ignored -> underWay.decrementAndGet());
        return true;
    }

    private Destination identify(Exchange exchange) {
        return identification.of(exchange.request(), exchange.provenance(), registry.snapshot());
    }

    private void dispatch(Exchange exchange, Destination destination) {
        String project = destination.project();
        exchange.isOf(project);
        residency
                .refusal(project)
                .ifPresentOrElse(problem -> refuse(exchange, problem), () -> admitted(exchange, destination));
    }

    private void admitted(Exchange exchange, Destination destination) {
        try {
            ClientGuard.Stay stay = shares.begin(destination.project());
            exchange.ended().onComplete(ignored -> stay.leave());
        } catch (Problem nearlyFull) {
            refuse(exchange, nearlyFull);
            return;
        }
        switch (destination) {
            case Destination.Refused refused -> refuse(exchange, refused.problem());
            case Destination.Redirect redirect -> redirect(exchange, redirect.rule());
            case Destination.Executed executed -> execute(exchange, executed);
            case Destination.Static served -> serve(exchange, served);
            case Destination.External external -> external(exchange, external);
            case Destination.Api api when CacheablePath.is(exchange.request().path()) -> cached(exchange, api);
            case Destination.Api api -> pass(exchange, api.project(), "", api.region());
            case Destination.Regional regional ->
                pass(exchange, regional.project(), regional.resource(), regional.region());
        }
    }

    private void redirect(Exchange exchange, Domain rule) {
        int status = rule.getRedirectStatus() == 0 ? 301 : rule.getRedirectStatus();
        MultiMap headers =
                HttpHeaders.headers().set("location", rule.getRedirectUrl()).set("meridian-edge", site);
        exchange.respond(status, headers, Buffer.buffer());
    }

    private void execute(Exchange exchange, Destination.Executed executed) {
        String project = executed.function().getProjectId();
        String function = executed.function().getFunctionId();
        functions.handle(
                exchange,
                executed.function(),
                executed.region(),
                () -> pass(exchange, project, function, executed.region()),
                problem -> refuse(exchange, problem));
    }

    /** What an edge may not keep it does not fetch either. */
    private void serve(Exchange exchange, Destination.Static served) {
        if (residency.does(Act.CACHE, served.project())) {
            sites.serve(exchange, served.site(), problem -> refuse(exchange, problem));
        } else {
            String id = served.site().getSiteId();
            pass(exchange, served.project(), Provenance.ofSite(id), served.region());
        }
    }

    private void cached(Exchange exchange, Destination.Api api) {
        if (!residency.does(Act.CACHE, api.project())) {
            pass(exchange, api.project(), "", api.region());
            return;
        }
        Provenance provenance = exchange.provenance().withTarget(api.project(), "");
        ResourceKey resource = new ResourceKey(
                api.region(),
                api.project(),
                exchange.request().host(),
                exchange.request().uri());
        cache.serve(exchange, resource, regions.origin(exchange, api.region(), provenance), Source.REGION);
    }

    private void external(Exchange exchange, Destination.External external) {
        ResourceKey resource = new ResourceKey(
                external.region(),
                external.project(),
                exchange.request().host(),
                exchange.request().uri());
        Origin origin = origins.origin(exchange, external.origin());
        if (residency.does(Act.CACHE, external.project())) {
            cache.serve(exchange, resource, origin, Source.OUTSIDE);
        } else {
            cache.bypass(exchange, origin);
        }
    }

    private void pass(Exchange exchange, String project, String resource, String region) {
        Provenance provenance = exchange.provenance().withTarget(project, resource);
        cache.bypass(exchange, regions.origin(exchange, region, provenance));
    }

    private void refuse(Exchange exchange, Throwable failure) {
        MultiMap headers = HttpHeaders.headers().set("meridian-edge", site);
        if (Problem.from(failure).type().status() == 503) {
            headers.set("retry-after", "1");
        }
        ProblemAnswer.give(exchange, failure, headers);
    }
}
