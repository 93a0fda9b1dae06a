package dev.meridian.router.route;

import dev.meridian.core.node.Domains;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Plans the way of a request. Immutable; safe for use by many threads. */
public final class RoutePlanner {

    private static final long GROUPS = 4;

    /** The odd number next to 2 to the 64th by the golden ratio: neighbours go far apart. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Courses courses;

    /** @param regions site codes of all regions; the first is the default, where the console project lives */
    public RoutePlanner(Domains domains, List<String> regions) {
        this.courses = new Courses(domains, regions);
    }

    /** @param nodes every node in view, usable or not */
    public RoutePlan plan(RouteQuery query, RegistrySnapshot registry, List<NodeView> nodes) {
        return switch (courses.of(query, registry)) {
            case Course.Nowhere(Subject subject, Problem problem) ->
                new RoutePlan.Refused(subject, problem, problem.text(), List.of());
            case Course.Elsewhere(Subject subject, int status, String location) ->
                new RoutePlan.Redirect(subject, status, location, "the domain's rule is a redirect");
            case Course.InRegion(Subject subject, String region, String reason) ->
                chosen(
                        subject,
                        ranked(query, subject, nodes, isRegion(region)),
                        reason,
                        "Region '" + region + "' cannot be reached at present");
            case Course.Nearest(Subject subject, String reason) ->
                chosen(
                        subject,
                        edgesThenHome(query, subject, nodes, isEdge(), subject.homeRegion()),
                        reason,
                        "No edge and no region that may serve this can be reached at present");
            case Course.AtSite course -> atSite(query, course, nodes);
        };
    }

    private static RoutePlan atSite(RouteQuery query, Course.AtSite course, List<NodeView> nodes) {
        String site = course.site();
        if (nodes.stream().noneMatch(node -> node.info().getSite().equals(site))) {
            Problem problem = Problem.of(
                    ProblemType.ARGUMENT_INVALID,
                    "Meridian-Region must be 'home', 'nearest' or the code of a site of this network");
            return new RoutePlan.Refused(course.subject(), problem, problem.text(), List.of());
        }
        String regionHere = site.equals(course.subject().homeRegion()) ? site : "";
        return chosen(
                course.subject(),
                edgesThenHome(query, course.subject(), nodes, isEdge().and(isAt(site)), regionHere),
                course.reason(),
                "No node at site '" + site + "' may serve this and can be reached at present");
    }

    private static RoutePlan chosen(Subject subject, List<Candidate> candidates, String reason, String otherwise) {
        List<NodeView> usable = candidates.stream()
                .filter(Candidate::isEligible)
                .map(Candidate::node)
                .toList();
        if (usable.isEmpty()) {
            Problem problem = Problem.upstream(ProblemType.REGION_UNAVAILABLE, otherwise, true, null);
            return new RoutePlan.Refused(subject, problem, otherwise, candidates);
        }
        return new RoutePlan.To(subject, usable.getFirst(), usable.subList(1, usable.size()), reason, candidates);
    }

    private static List<Candidate> edgesThenHome(
            RouteQuery query, Subject subject, List<NodeView> nodes, Predicate<NodeView> edges, String home) {
        List<Candidate> regions = ranked(query, subject, nodes, isRegion(home));
        return Stream.concat(ranked(query, subject, nodes, edges).stream(), regions.stream())
                .sorted(Comparator.comparing(candidate -> !candidate.isEligible()))
                .toList();
    }

    /**
     * Eligible ones first, best first. Nodes that score alike, such as those of one site, are ordered by rendezvous
     * hashing: each affinity has its own order, and a node that goes away moves only what it had.
     */
    private static List<Candidate> ranked(
            RouteQuery query, Subject subject, List<NodeView> nodes, Predicate<NodeView> which) {
        long affinity = affinity(query, subject);
        return nodes.stream()
                .filter(which)
                .map(node -> Score.of(node, query.client().place()))
                .sorted(Comparator.comparing((Candidate candidate) -> !candidate.isEligible())
                        .thenComparingDouble(Candidate::scoreMillis)
                        .thenComparingLong(candidate -> mixed(affinity, candidate.node()))
                        .thenComparing(candidate -> candidate.node().info().getName()))
                .toList();
    }

    /**
     * What is to come to one node: requests for a function, lest it be started cold on each node of a site, though of four
     * groups of client networks each has its own, lest a busy one have but one node; else those of a client network.
     */
    private static long affinity(RouteQuery query, Subject subject) {
        long network = query.client().network();
        if (subject.kind() != Subject.Kind.FUNCTION) {
            return network;
        }
        long group = ((network * SPREAD) >>> 1) % GROUPS;
        return (subject.project() + '/' + subject.resource()).hashCode() * GROUPS + group;
    }

    /** The finaliser of SplitMix64 over both. */
    private static long mixed(long affinity, NodeView node) {
        long z = (affinity * SPREAD) ^ node.info().getName().hashCode();
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static Predicate<NodeView> isRegion(String site) {
        return node -> node.info().getKind() == Kind.KIND_REGION && isAt(site).test(node);
    }

    private static Predicate<NodeView> isEdge() {
        return node -> node.info().getKind() == Kind.KIND_EDGE;
    }

    private static Predicate<NodeView> isAt(String site) {
        return node -> node.info().getSite().equals(site);
    }
}
