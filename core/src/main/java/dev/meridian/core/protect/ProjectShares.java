package dev.meridian.core.protect;

import dev.meridian.core.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides a node that is nearly full among the projects that use it: until seven tenths of what it takes are under way,
 * everybody has what they want; above that, each project has an equal part at most, and one alone nine tenths, so that there is
 * room for who comes next. Safe for use by many event loops.
 */
public final class ProjectShares {

    private static final double FULL_FROM = 0.7;
    private static final double ALONE_MOST = 0.9;

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<String, Integer> projects = new ConcurrentHashMap<>();
    private final Counter refused;

    /** @param most requests under way that the node takes */
    public ProjectShares(int most, MeterRegistry metrics) {
        this.most = most;
        this.refused = Counter.builder("meridian.http.refused")
                .description("Requests of projects that had more than their part of a node that is nearly full")
                .tag("what", "project")
                .register(metrics);
    }

    /**
     * Takes a request in.
     *
     * @param project empty for requests that are for none, which share a part too
     * @return to be left exactly once
     * @throws Problem of type {@code general_overloaded} if its project has more than its part
     */
    public ClientGuard.Stay begin(String project) {
        int now = underWay.incrementAndGet();
        int of = projects.merge(project, 1, Integer::sum);
        if (now > FULL_FROM * most && of > Math.min(ALONE_MOST * most, (double) most / projects.size())) {
            end(project);
            refused.increment();
            throw Problem.overloaded("This node is nearly full, and the project has its part. Please try again.");
        }
        return () -> end(project);
    }

    private void end(String project) {
        underWay.decrementAndGet();
        projects.compute(project, (name, count) -> count == null || count <= 1 ? null : Integer.valueOf(count - 1));
    }
}
