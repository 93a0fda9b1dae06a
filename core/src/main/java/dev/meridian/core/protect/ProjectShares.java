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

    /** So many projects are remembered before those without requests are forgotten. */
    private static final int REMEMBERED = 10_000;

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger();
    private final Map<String, Part> projects = new ConcurrentHashMap<>();
    private final Counter refused;

    /** What one project has under way; the same object for all of its requests. */
    private final class Part implements ClientGuard.Stay {

        private final AtomicInteger requests = new AtomicInteger();

        int enter() {
            int now = requests.incrementAndGet();
            if (now == 1) {
                active.incrementAndGet();
            }
            return now;
        }

        @Override
        public void leave() {
            if (requests.decrementAndGet() == 0) {
                active.decrementAndGet();
            }
            underWay.decrementAndGet();
        }
    }

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
        Part part = part(project);
        int now = underWay.incrementAndGet();
        int of = part.enter();
        if (now > FULL_FROM * most && of > Math.min(ALONE_MOST * most, (double) most / active.get())) {
            part.leave();
            refused.increment();
            throw Problem.overloaded("This node is nearly full, and the project has its part. Please try again.");
        }
        return part;
    }

    /** One that is forgotten just as a request comes counts apart from the next ones: a request too many at most. */
    private Part part(String project) {
        Part known = projects.get(project);
        if (known != null) {
            return known;
        }
        if (projects.size() >= REMEMBERED) {
            projects.values().removeIf(part -> part.requests.get() == 0);
        }
        return projects.computeIfAbsent(project, name -> new Part());
    }
}
