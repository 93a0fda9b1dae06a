package dev.meridian.router.route;

import dev.meridian.core.node.Domains;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.NodeView;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans the way of a request: a pure function of request, registry and fleet, the same for whoever asks, be it over HTTP
 * or gRPC. Immutable; safe for use by many threads.
 */
public final class RoutePlanner {

    private static final String DENIED =
            "The project's residency policy permits none of the nodes that could serve this.";

    private final Courses courses;

    /** @param regions site codes of all regions; the first is the default, where the console project lives */
    public RoutePlanner(Domains domains, List<String> regions) {
        this.courses = new Courses(domains, regions);
    }

    /** The way, with those candidates that were looked at: of a large network the near ones, unless these are no good. */
    public RoutePlan plan(RouteQuery query, RegistrySnapshot registry, Fleet fleet) {
        return planned(query, registry, fleet, false);
    }

    /** The same way, with every node as a candidate. */
    public RoutePlan explain(RouteQuery query, RegistrySnapshot registry, Fleet fleet) {
        return planned(query, registry, fleet, true);
    }

    private RoutePlan planned(RouteQuery query, RegistrySnapshot registry, Fleet fleet, boolean isWhole) {
        Course course = courses.of(query, registry);
        Residency residency = Residency.of(registry, course.subject().project());
        return new Planning(query, fleet, residency, isWhole).follow(course);
    }

    /** One request's. */
    private record Planning(RouteQuery query, Fleet fleet, Residency residency, boolean isWhole) {

        RoutePlan follow(Course course) {
            return switch (course) {
                case Course.Nowhere(Subject subject, Problem problem) ->
                    new RoutePlan.Refused(subject, problem, problem.text(), List.of());
                case Course.Elsewhere(Subject subject, int status, String location) ->
                    new RoutePlan.Redirect(subject, status, location, "the domain's rule is a redirect");
                case Course.InRegion(Subject subject, String region, String reason) ->
                    chosen(
                            subject,
                            ranked(subject, fleet.region(region)),
                            reason,
                            "Region '" + region + "' cannot be reached at present");
                case Course.Nearest(Subject subject, String reason) ->
                    chosen(
                            subject,
                            thenHome(edges(subject), subject, subject.homeRegion()),
                            reason,
                            "No edge and no region that may serve this can be reached at present");
                case Course.AtSite atSite -> atSite(atSite);
            };
        }

        private RoutePlan atSite(Course.AtSite course) {
            String site = course.site();
            if (!fleet.hasSite(site)) {
                Problem problem = Problem.of(
                        ProblemType.ARGUMENT_INVALID,
                        "Meridian-Region must be 'home', 'nearest' or the code of a site of this network");
                return new RoutePlan.Refused(course.subject(), problem, problem.text(), List.of());
            }
            String regionHere = site.equals(course.subject().homeRegion()) ? site : "";
            return chosen(
                    course.subject(),
                    thenHome(ranked(course.subject(), fleet.edgesAt(site)), course.subject(), regionHere),
                    course.reason(),
                    "No node at site '" + site + "' may serve this and can be reached at present");
        }

        private RoutePlan chosen(Subject subject, List<Candidate> candidates, String reason, String otherwise) {
            List<NodeView> usable = new ArrayList<>(candidates.size());
            for (Candidate candidate : candidates) {
                if (candidate.isEligible()) {
                    usable.add(candidate.node());
                }
            }
            if (usable.isEmpty()) {
                Problem problem = isDenied(candidates)
                        ? Problem.of(Residency.DENIED, DENIED)
                        : Problem.upstream(ProblemType.REGION_UNAVAILABLE, otherwise, true, null);
                return new RoutePlan.Refused(subject, problem, problem.text(), candidates);
            }
            return new RoutePlan.To(subject, usable.getFirst(), usable.subList(1, usable.size()), reason, candidates);
        }

        private List<Candidate> thenHome(List<Candidate> edges, Subject subject, String home) {
            List<Candidate> regions = ranked(subject, fleet.region(home));
            List<Candidate> all = new ArrayList<>(edges.size() + regions.size());
            for (boolean isEligible : new boolean[] {true, false}) {
                for (List<Candidate> kind : List.of(edges, regions)) {
                    kind.stream()
                            .filter(candidate -> candidate.isEligible() == isEligible)
                            .forEach(all::add);
                }
            }
            return all;
        }

        /** The near ones are enough, unless one that is farther could still be better than the best of them. */
        private List<Candidate> edges(Subject subject) {
            Neighbours.Near near = fleet.near(query.client().place());
            if (!isWhole && near.members().size() < fleet.edges().size()) {
                List<Member> members = new ArrayList<>(near.members().size());
                for (int position : near.members()) {
                    members.add(fleet.edges().get(position));
                }
                List<Candidate> ranked = ranked(subject, members);
                Candidate best = ranked.getFirst();
                if (best.isEligible() && bound(best.score()) < Scoring.predictedMillis(near.beyondKm())) {
                    return ranked;
                }
            }
            return ranked(subject, fleet.edges());
        }

        /** What was measured to a client is for the most part its own last mile: others would be as much off. */
        private static double bound(Score score) {
            return Scoring.predictedMillis(score.distanceKm()) + score.errorMillis() + score.homeMillis();
        }

        private List<Candidate> ranked(Subject subject, List<Member> members) {
            List<Member> home = asksHome(subject) ? fleet.region(subject.homeRegion()) : List.of();
            Scoring scoring = new Scoring(query, fleet.distances(), home).learn(members);
            List<Candidate> candidates = new ArrayList<>(members.size());
            List<Member> ejected = new ArrayList<>();
            int reachable = 0;
            for (Member member : members) {
                String obstacle = obstacle(member);
                reachable += obstacle.isEmpty() ? 1 : 0;
                if (obstacle.isEmpty() && member.isEjected()) {
                    ejected.add(member);
                } else {
                    candidates.add(new Candidate(member, obstacle.isEmpty(), scoring.of(member), obstacle));
                }
            }
            // Where most that can be reached have been put aside for their failures, the fault is more likely not
            // theirs.
            boolean isPanic = 2 * ejected.size() > reachable;
            for (Member member : ejected) {
                String ejection = member.condition().ejection();
                String remark = isPanic ? ejection + ", as are most; asked all the same" : ejection;
                candidates.add(new Candidate(member, isPanic, scoring.of(member), remark));
            }
            return new Ranking(query, subject).order(candidates);
        }

        /** Why it may not be asked; empty if it may. */
        private String obstacle(Member member) {
            return residency.obstacle(member.node().info()).orElse(member.obstacle());
        }

        /** Whether it would not help to wait for a node to come back. */
        private boolean isDenied(List<Candidate> candidates) {
            return !candidates.isEmpty()
                    && candidates.stream()
                            .allMatch(candidate ->
                                    residency.obstacle(candidate.node().info()).isPresent());
        }

        /** An edge asks the home region for everything of the API that it cannot hold. */
        private boolean asksHome(Subject subject) {
            return subject.kind() == Subject.Kind.API && !query.isCacheable();
        }
    }
}
