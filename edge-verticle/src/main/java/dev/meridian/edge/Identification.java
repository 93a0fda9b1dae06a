package dev.meridian.edge;

import dev.meridian.core.hosts.HostGrammar;
import dev.meridian.core.hosts.HostTarget;
import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Site;
import java.util.Optional;

/** Finds out what a request is for, from its host, the registry and what a trusted node has found out before. Pure. */
final class Identification {

    private static final ProblemType RULE_NOT_FOUND = new ProblemType("rule_not_found", 404);
    private static final ProblemType SITE_NOT_FOUND = new ProblemType("site_not_found", 404);
    private static final ProblemType FUNCTION_NOT_FOUND = new ProblemType("function_not_found", 404);

    private final HostGrammar grammar;
    private final String defaultRegion;

    Identification(HostGrammar grammar, String defaultRegion) {
        this.grammar = grammar;
        this.defaultRegion = defaultRegion;
    }

    Destination of(RequestHead request, Provenance provenance, RegistrySnapshot registry) {
        return switch (grammar.target(request.host(), registry)) {
            case HostTarget.Api api -> api(project(request, provenance), registry);
            case HostTarget.RegionApi api -> new Destination.Api(project(request, provenance), api.region());
            case HostTarget.FunctionLabel named -> labelled(named.label(), registry);
            case HostTarget.FunctionInRegion named -> inRegion(named, registry);
            case HostTarget.CustomDomain custom -> custom(custom.rule(), registry);
            case HostTarget.Unknown unknown -> refused(ProblemType.HOST_NOT_FOUND, unknown.reason());
        };
    }

    private static String project(RequestHead request, Provenance provenance) {
        return provenance.project().isEmpty() ? NamedProject.of(request) : provenance.project();
    }

    private Destination api(String project, RegistrySnapshot registry) {
        return home(project, registry)
                .<Destination>map(region -> new Destination.Api(project, region))
                .orElseGet(() -> refused(
                        ProblemType.PROJECT_NOT_FOUND,
                        "Project with the requested ID could not be found. Please check the value of the"
                                + " X-Appwrite-Project header to ensure the correct project ID is being used."));
    }

    private Optional<String> home(String project, RegistrySnapshot registry) {
        return project.equals(NamedProject.CONSOLE)
                ? Optional.of(defaultRegion)
                : registry.project(project).map(Project::getHomeRegion);
    }

    private Destination labelled(String label, RegistrySnapshot registry) {
        return registry.functionByLabel(label)
                .map(function -> executed(function, registry))
                .or(() -> registry.siteByLabel(label).map(site -> served(site, registry)))
                .orElseGet(() -> refused(RULE_NOT_FOUND, "No function or site answers at this host."));
    }

    private Destination inRegion(HostTarget.FunctionInRegion named, RegistrySnapshot registry) {
        return registry.functionByLabel(named.label())
                .<Destination>map(function ->
                        new Destination.Regional(function.getProjectId(), function.getFunctionId(), named.region()))
                .or(() -> registry.siteByLabel(named.label()).map(site -> inRegion(site, named.region())))
                .orElseGet(() -> refused(RULE_NOT_FOUND, "No function or site answers at this host."));
    }

    private Destination custom(Domain rule, RegistrySnapshot registry) {
        return switch (rule.getTarget()) {
            case TARGET_API -> api(rule.getProjectId(), registry);
            case TARGET_FUNCTION ->
                registry.function(rule.getProjectId(), rule.getResourceId())
                        .map(function -> rule.getPlacement() == Placement.PLACEMENT_REGION
                                ? atHome(function, registry)
                                : executed(function, registry))
                        .orElseGet(() -> refused(FUNCTION_NOT_FOUND, "The function of this domain does not exist."));
            case TARGET_SITE ->
                registry.site(rule.getProjectId(), rule.getResourceId())
                        .map(site -> served(site, registry))
                        .orElseGet(() -> refused(SITE_NOT_FOUND, "The site of this domain does not exist."));
            case TARGET_REDIRECT -> new Destination.Redirect(rule);
            case TARGET_ORIGIN ->
                home(rule.getProjectId(), registry)
                        .map(region -> external(rule, region))
                        .orElseGet(() -> refused(ProblemType.PROJECT_NOT_FOUND, "The project of this domain is gone."));
            case TARGET_UNSPECIFIED, UNRECOGNIZED ->
                refused(ProblemType.HOST_NOT_FOUND, "The rule of this domain is not one that this node knows.");
        };
    }

    private static Destination external(Domain rule, String region) {
        try {
            return new Destination.External(rule.getProjectId(), region, OriginAddress.parse(rule.getOriginUrl()));
        } catch (IllegalArgumentException unknown) {
            return refused(ProblemType.HOST_NOT_FOUND, "The origin of this domain is not one that this node knows.");
        }
    }

    private Destination atHome(Function function, RegistrySnapshot registry) {
        return home(function.getProjectId(), registry)
                .<Destination>map(
                        region -> new Destination.Regional(function.getProjectId(), function.getFunctionId(), region))
                .orElseGet(() -> refused(ProblemType.PROJECT_NOT_FOUND, "The project of this function is gone."));
    }

    private Destination served(Site site, RegistrySnapshot registry) {
        return home(site.getProjectId(), registry)
                .<Destination>map(region -> site.getPlacement() == Placement.PLACEMENT_REGION
                        ? inRegion(site, region)
                        : new Destination.Static(site, region))
                .orElseGet(() -> refused(ProblemType.PROJECT_NOT_FOUND, "The project of this site is gone."));
    }

    private static Destination inRegion(Site site, String region) {
        return new Destination.Regional(site.getProjectId(), Provenance.ofSite(site.getSiteId()), region);
    }

    private Destination executed(Function function, RegistrySnapshot registry) {
        return home(function.getProjectId(), registry)
                .<Destination>map(region -> new Destination.Executed(function, region))
                .orElseGet(() -> refused(ProblemType.PROJECT_NOT_FOUND, "The project of this function is gone."));
    }

    private static Destination refused(ProblemType type, String text) {
        return new Destination.Refused(Problem.of(type, text));
    }
}
