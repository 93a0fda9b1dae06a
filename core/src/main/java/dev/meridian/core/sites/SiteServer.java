package dev.meridian.core.sites;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Site;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Serves the active deployment of sites. Safe for use by many event loops; every answer names its deployment. */
public final class SiteServer {

    /** How long after a switch a page of the deployment before still gets its files. */
    static final Duration GRACE = Duration.ofSeconds(60);

    private final OpenSites sites;
    private final SiteAnswer answer;
    private final InstantSource clock;
    private final BiConsumer<MultiMap, Boolean> marks;

    /**
     * @param marks adds to an answer's headers what tells of this node; the flag says whether the files were on the node
     *     before the request
     */
    public SiteServer(Vertx vertx, Shelf shelf, InstantSource clock, BiConsumer<MultiMap, Boolean> marks) {
        this.sites = new OpenSites(vertx, shelf, clock);
        this.answer = new SiteAnswer(vertx);
        this.clock = clock;
        this.marks = marks;
    }

    /**
     * Answers a request for a site.
     *
     * @param site as the registry tells of it at this moment
     * @return fails with a problem, nothing answered, when the site is not served; with any failure when its answer broke
     *     off
     */
    public Future<Void> serve(Exchange exchange, Site site) {
        if (!site.getEnabled()) {
            return Future.failedFuture(problem("site_not_found", "Site with the requested ID could not be found."));
        }
        SiteArtefact artefact = SiteArtefact.current(site).orElse(null);
        if (artefact == null) {
            return Future.failedFuture(problem("deployment_not_found", "The site has no active deployment yet."));
        }
        return attempt(exchange, site, artefact)
                .compose(isAnswered -> isAnswered ? Future.succeededFuture(true) : attempt(exchange, site, artefact))
                .compose(isAnswered -> isAnswered ? Future.succeededFuture() : Future.failedFuture(gone()));
    }

    /** False if files that were open are no longer there: they are looked for anew by the next attempt. */
    private Future<Boolean> attempt(Exchange exchange, Site site, SiteArtefact artefact) {
        return sites.open(artefact).compose(opened -> serve(exchange, site, opened));
    }

    private static Problem gone() {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "The site's files were removed from this node. Please try again.",
                true,
                null);
    }

    /** Has the active deployments ready of sites that were asked for lately. */
    public void prepare(RegistrySnapshot registry) {
        for (SiteArtefact open : sites.lately()) {
            registry.site(open.project(), open.site())
                    .filter(Site::getEnabled)
                    .flatMap(SiteArtefact::current)
                    .ifPresent(sites::open);
        }
    }

    private static Problem problem(String type, String text) {
        return Problem.of(new ProblemType(type, 404), text);
    }

    private Future<Boolean> serve(Exchange exchange, Site site, OpenSites.Opened opened) {
        if (SiteAnswer.isOver(exchange)) {
            return Future.succeededFuture(true);
        }
        RequestHead request = exchange.request();
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return answer.refuse(exchange, headers(opened)).map(true);
        }
        SitePath path = SitePath.of(request.path());
        if (path instanceof SitePath.Malformed malformed) {
            return Future.failedFuture(Problem.of(ProblemType.BAD_REQUEST, malformed.reason()));
        }
        long since = site.getActivatedAtMillis();
        return switch (Lookup.of(path, opened.files())) {
            case Lookup.Found(SiteFile file) -> send(exchange, opened, file, 200, since);
            case Lookup.Moved(String to) ->
                answer.move(exchange, headers(opened), to).map(true);
            case Lookup.Absent absent ->
                earlier(request, site, path)
                        .compose(file -> file.isPresent()
                                ? send(exchange, file.get().from(), file.get().file(), 200, since)
                                : instead(exchange, opened, site));
        };
    }

    private record Earlier(OpenSites.Opened from, SiteFile file) {}

    /**
     * A file, other than a page, that only the deployment before has, for a page of this host that was loaded before the
     * switch. What cannot be had of it is simply absent.
     */
    private Future<Optional<Earlier>> earlier(RequestHead request, Site site, SitePath path) {
        Optional<SiteArtefact> previous = SiteArtefact.previous(site);
        boolean isLate = clock.millis() - site.getActivatedAtMillis() >= GRACE.toMillis();
        if (previous.isEmpty() || isLate || !isFromHere(request)) {
            return Future.succeededFuture(Optional.empty());
        }
        return sites.open(previous.get())
                .map(opened -> Lookup.of(path, opened.files()) instanceof Lookup.Found(SiteFile file) && !file.isPage()
                        ? Optional.of(new Earlier(opened, file))
                        : Optional.<Earlier>empty())
                .otherwise(Optional.empty());
    }

    private static boolean isFromHere(RequestHead request) {
        try {
            String host = new URI(request.header("referer").orElse("")).getHost();
            return request.host().equalsIgnoreCase(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** What is served where there is no file. */
    private Future<Boolean> instead(Exchange exchange, OpenSites.Opened opened, Site site) {
        if (SiteAnswer.isOver(exchange)) {
            return Future.succeededFuture(true);
        }
        SiteFiles files = opened.files();
        Optional<SiteFile> fallback = files.file(site.getFallbackFile());
        if (fallback.isPresent()) {
            return send(exchange, opened, fallback.get(), 200, site.getActivatedAtMillis());
        }
        Optional<SiteFile> page = files.file("404.html");
        return page.isPresent()
                ? send(exchange, opened, page.get(), 404, site.getActivatedAtMillis())
                : answer.absent(exchange, headers(opened)).map(true);
    }

    private Future<Boolean> send(Exchange exchange, OpenSites.Opened from, SiteFile file, int status, long since) {
        if (SiteAnswer.isOver(exchange)) {
            return Future.succeededFuture(true);
        }
        return answer.send(exchange, headers(from), new SiteAnswer.Served(from.files(), file, status, since))
                .onSuccess(isAnswered -> {
                    if (!isAnswered) {
                        sites.close(from.artefact());
                    }
                });
    }

    private MultiMap headers(OpenSites.Opened opened) {
        MultiMap headers = HttpHeaders.headers()
                .set(HttpHeaders.CACHE_CONTROL, "public, max-age=0, must-revalidate")
                .set("x-content-type-options", "nosniff")
                .set("meridian-deployment", opened.artefact().deployment());
        marks.accept(headers, !opened.isFetched());
        return headers;
    }
}
