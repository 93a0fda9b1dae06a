package dev.meridian.router.route;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.hosts.HostTarget;
import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.node.Domains;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Site;
import dev.meridian.router.route.Subject.Kind;
import java.util.List;
import java.util.Optional;

/** Reads what a request names and sets its course (DESIGN section 4). */
final class Courses {

    private final HostGrammar grammar;
    private final String defaultRegion;

    /** @param regions site codes of all regions; the first is the default, where the console project lives */
    Courses(Domains domains, List<String> regions) {
        this.grammar = new HostGrammar(domains, regions);
        this.defaultRegion = regions.getFirst();
    }

    Course of(RouteQuery query, RegistrySnapshot registry) {
        return switch (grammar.target(query.host(), registry)) {
            case HostTarget.Api() -> api(query, query.project(), registry);
            case HostTarget.RegionApi(String region) ->
                new Course.InRegion(
                        new Subject(Kind.API, query.project(), "", region), region, "the host names the region");
            case HostTarget.FunctionLabel(String label) ->
                registry.functionByLabel(label)
                        .map(function -> function(query, function, registry))
                        .or(() -> registry.siteByLabel(label).map(site -> site(query, site, registry)))
                        .orElseGet(() -> hostNotFound("No function or site has this host"));
            case HostTarget.FunctionInRegion(String label, String region) ->
                registry.functionByLabel(label)
                        .<Course>map(function ->
                                new Course.InRegion(subject(function, registry), region, "the host names the region"))
                        .or(() -> registry.siteByLabel(label)
                                .map(site -> new Course.InRegion(
                                        subject(site, registry), region, "the host names the region")))
                        .orElseGet(() -> hostNotFound("No function or site has this host"));
            case HostTarget.CustomDomain(Domain rule) -> custom(query, rule, registry);
            case HostTarget.Unknown(String reason) -> hostNotFound(reason);
        };
    }

    private Course api(RouteQuery query, String project, RegistrySnapshot registry) {
        Optional<String> home = project.equals(NamedProject.CONSOLE)
                ? Optional.of(defaultRegion)
                : registry.project(project).map(Project::getHomeRegion);
        if (home.isEmpty()) {
            return new Course.Nowhere(
                    new Subject(Kind.API, project, "", ""),
                    Problem.of(
                            ProblemType.PROJECT_NOT_FOUND,
                            "Project with the requested ID could not be found. Check the X-Appwrite-Project header."));
        }
        Subject subject = new Subject(Kind.API, project, "", home.get());
        if (query.isCacheable()) {
            return wished(query, new Course.Nearest(subject, "an edge may hold the answer"));
        }
        return query.region().equals("nearest")
                ? new Course.Nearest(subject, "the caller asked for the best edge on the way home")
                : new Course.InRegion(subject, home.get(), "home region of the project");
    }

    private Course custom(RouteQuery query, Domain rule, RegistrySnapshot registry) {
        return switch (rule.getTarget()) {
            case TARGET_API -> api(query, rule.getProjectId(), registry);
            case TARGET_FUNCTION ->
                registry.function(rule.getProjectId(), rule.getResourceId())
                        .map(function -> rule.getPlacement() == Placement.PLACEMENT_REGION
                                ? atHome(function, registry, "the domain's rule places the function in its home region")
                                : function(query, function, registry))
                        .orElseGet(() -> hostNotFound("The function of this domain does not exist"));
            case TARGET_SITE ->
                registry.site(rule.getProjectId(), rule.getResourceId())
                        .map(site -> site(query, site, registry))
                        .orElseGet(() -> hostNotFound("The site of this domain does not exist"));
            case TARGET_REDIRECT ->
                new Course.Elsewhere(
                        new Subject(Kind.REDIRECT, rule.getProjectId(), "", home(rule.getProjectId(), registry)),
                        rule.getRedirectStatus(),
                        rule.getRedirectUrl());
            // No region serves it: home is left out, lest it be the last resort.
            case TARGET_ORIGIN ->
                new Course.Nearest(
                        new Subject(Kind.ORIGIN, rule.getProjectId(), "", ""),
                        "the nearest edge stands before the domain's origin");
            case TARGET_UNSPECIFIED, UNRECOGNIZED -> hostNotFound("The rule of this domain names no target");
        };
    }

    private Course function(RouteQuery query, Function function, RegistrySnapshot registry) {
        return function.getPlacement() == Placement.PLACEMENT_REGION
                ? atHome(function, registry, "the function is placed in its home region")
                : wished(
                        query,
                        new Course.Nearest(subject(function, registry), "functions are executed by the nearest edge"));
    }

    private Course site(RouteQuery query, Site site, RegistrySnapshot registry) {
        Subject subject = subject(site, registry);
        return site.getPlacement() == Placement.PLACEMENT_REGION
                ? new Course.InRegion(subject, subject.homeRegion(), "the site is placed in its home region")
                : wished(query, new Course.Nearest(subject, "sites are served by the nearest edge"));
    }

    private Course atHome(Function function, RegistrySnapshot registry, String reason) {
        Subject subject = subject(function, registry);
        return new Course.InRegion(subject, subject.homeRegion(), reason);
    }

    /** The course as the caller wishes it. */
    private static Course wished(RouteQuery query, Course.Nearest nearest) {
        Subject subject = nearest.subject();
        return switch (query.region()) {
            case "", "nearest" -> nearest;
            case "home" -> new Course.InRegion(subject, subject.homeRegion(), "the caller asked for the home region");
            default -> new Course.AtSite(subject, query.region(), "the caller asked for this site");
        };
    }

    private Subject subject(Function function, RegistrySnapshot registry) {
        String project = function.getProjectId();
        return new Subject(Kind.FUNCTION, project, function.getFunctionId(), home(project, registry));
    }

    private static Subject subject(Site site, RegistrySnapshot registry) {
        String project = site.getProjectId();
        return new Subject(Kind.SITE, project, site.getSiteId(), home(project, registry));
    }

    private static String home(String project, RegistrySnapshot registry) {
        return registry.project(project).map(Project::getHomeRegion).orElse("");
    }

    private static Course hostNotFound(String text) {
        return new Course.Nowhere(Subject.NOTHING, Problem.of(ProblemType.HOST_NOT_FOUND, text));
    }
}
