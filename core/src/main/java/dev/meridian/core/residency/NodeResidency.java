package dev.meridian.core.residency;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.registry.v1.Project;
import java.time.Duration;
import java.util.Optional;

/**
 * What one node may do for projects, by the policies that it knows, and how often it did. Where it stands is what its own
 * settings say. Safe for use by many threads.
 */
public final class NodeResidency {

    private final Registry registry;
    private final Site here;
    private final Duration grace;
    private final ActCounts counts;

    /** @param grace how long a policy may go unconfirmed by the home region and still be gone by */
    public NodeResidency(Registry registry, Site here, Duration grace, ActCounts counts) {
        this.registry = registry;
        this.here = here;
        this.grace = grace;
        this.counts = counts;
    }

    /** Whether this node may hold the project's requests in the clear; the reason why not. Counted. */
    public Optional<Problem> refusal(String project) {
        Residency residency = of(project);
        if (!residency.isRestricted()) {
            return Optional.empty();
        }
        boolean permitted = permits(residency, Act.TERMINATE);
        boolean confirmed = isConfirmed(project);
        counts.add(project, Act.TERMINATE, residency.version(), !permitted || !confirmed);
        if (!permitted) {
            return Optional.of(Residency.denied());
        }
        if (!confirmed) {
            return Optional.of(Problem.upstream(
                    ProblemType.REGION_UNAVAILABLE,
                    "The project's residency policy could not be confirmed with its home region lately.",
                    true,
                    null));
        }
        if (permits(residency, Act.LOG)) {
            counts.add(project, Act.LOG, residency.version(), false);
        }
        return Optional.empty();
    }

    /** Whether this node may do it. */
    public boolean may(Act act, String project) {
        return permits(of(project), act);
    }

    /** Whether this node may do it, and then does. Counted. */
    public boolean does(Act act, String project) {
        Residency residency = of(project);
        boolean permitted = permits(residency, act);
        if (residency.isRestricted()) {
            counts.add(project, act, residency.version(), !permitted);
        }
        return permitted;
    }

    private Residency of(String project) {
        return Residency.of(registry.snapshot(), project);
    }

    private boolean permits(Residency residency, Act act) {
        return residency.permits(act, here.country(), here.code());
    }

    private boolean isConfirmed(String project) {
        return registry.snapshot()
                .project(project)
                .map(Project::getHomeRegion)
                .filter(region -> registry.isConfirmed(region, grace))
                .isPresent();
    }
}
