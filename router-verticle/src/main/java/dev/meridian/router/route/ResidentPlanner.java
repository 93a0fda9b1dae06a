package dev.meridian.router.route;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.Site;

/**
 * Plans as {@link RoutePlanner} does, and nothing at all where a project's residency policy keeps the project from this very
 * router. Immutable; safe for use by many threads.
 */
public final class ResidentPlanner {

    private static final String DENIED =
            "The project's residency policy does not permit this router to serve it. Use another address.";

    private final RoutePlanner planner;
    private final Site here;

    /** @param here where this router stands */
    public ResidentPlanner(RoutePlanner planner, Site here) {
        this.planner = planner;
        this.here = here;
    }

    /** As {@link RoutePlanner#plan}. */
    public RoutePlan plan(RouteQuery query, RegistrySnapshot registry, Fleet fleet) {
        return within(planner.plan(query, registry, fleet), registry);
    }

    /** As {@link RoutePlanner#explain}. */
    public RoutePlan explain(RouteQuery query, RegistrySnapshot registry, Fleet fleet) {
        return within(planner.explain(query, registry, fleet), registry);
    }

    private RoutePlan within(RoutePlan plan, RegistrySnapshot registry) {
        Residency residency = Residency.of(registry, plan.subject().project());
        return residency.permits(Act.TERMINATE, here.country(), here.code())
                ? plan
                : new RoutePlan.Refused(
                        plan.subject(), Problem.of(Residency.DENIED, DENIED), DENIED, plan.candidates());
    }
}
