package dev.meridian.router.route;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans as {@link RoutePlanner} does, with those nodes out of the question that a project's residency policy keeps from it,
 * whatever the caller wishes; and nothing at all where this router itself may not serve the project. Immutable; safe for
 * use by many threads.
 */
public final class ResidentPlanner {

    private final RoutePlanner planner;
    private final Site here;

    /** @param here where this router stands */
    public ResidentPlanner(RoutePlanner planner, Site here) {
        this.planner = planner;
        this.here = here;
    }

    /** @param nodes every node in view, usable or not */
    public RoutePlan plan(RouteQuery query, RegistrySnapshot registry, List<NodeView> nodes) {
        RoutePlan plan = planner.plan(query, registry, nodes);
        Residency residency = Residency.of(registry, plan.subject().project());
        if (!residency.isRestricted()) {
            return plan;
        }
        Map<String, String> obstacles = obstacles(residency, nodes);
        RoutePlan within = obstacles.isEmpty()
                ? plan
                : labelled(planner.plan(query, registry, without(obstacles, nodes)), obstacles);
        return residency.permits(Act.TERMINATE, here.country(), here.code())
                ? within
                : denied(
                        within,
                        "The project's residency policy does not permit this router to serve it. Use another address.",
                        within.candidates());
    }

    private static Map<String, String> obstacles(Residency residency, List<NodeView> nodes) {
        Map<String, String> obstacles = new HashMap<>();
        nodes.forEach(node -> residency
                .obstacle(node.info())
                .ifPresent(reason -> obstacles.put(node.info().getName(), reason)));
        return obstacles;
    }

    /** All nodes, those with an obstacle as if they could not be reached. */
    private static List<NodeView> without(Map<String, String> obstacles, List<NodeView> nodes) {
        return nodes.stream()
                .map(node -> obstacles.containsKey(node.info().getName())
                        ? new NodeView(node.info(), node.state(), false, node.roundTrip(), node.load())
                        : node)
                .toList();
    }

    private static RoutePlan labelled(RoutePlan plan, Map<String, String> obstacles) {
        List<Candidate> candidates = plan.candidates().stream()
                .map(candidate -> labelled(candidate, obstacles))
                .toList();
        return switch (plan) {
            case RoutePlan.To to ->
                new RoutePlan.To(to.subject(), to.node(), to.alternatives(), to.reason(), candidates);
            case RoutePlan.Redirect redirect -> redirect;
            case RoutePlan.Refused refused ->
                isDenied(candidates, obstacles)
                        ? denied(
                                refused,
                                "The project's residency policy permits none of the nodes that could serve this.",
                                candidates)
                        : new RoutePlan.Refused(refused.subject(), refused.problem(), refused.reason(), candidates);
        };
    }

    private static Candidate labelled(Candidate candidate, Map<String, String> obstacles) {
        String obstacle = obstacles.get(candidate.node().info().getName());
        return obstacle == null
                ? candidate
                : new Candidate(
                        candidate.node(),
                        false,
                        candidate.scoreMillis(),
                        candidate.distanceKm(),
                        candidate.roundTripMillis(),
                        obstacle);
    }

    /** Whether waiting for a node to come back would not help. */
    private static boolean isDenied(List<Candidate> candidates, Map<String, String> obstacles) {
        return !candidates.isEmpty()
                && candidates.stream()
                        .allMatch(candidate ->
                                obstacles.containsKey(candidate.node().info().getName()));
    }

    private static RoutePlan denied(RoutePlan plan, String text, List<Candidate> candidates) {
        return new RoutePlan.Refused(plan.subject(), Problem.of(Residency.DENIED, text), text, candidates);
    }
}
