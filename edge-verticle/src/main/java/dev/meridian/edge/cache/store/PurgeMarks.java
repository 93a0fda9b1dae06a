package dev.meridian.edge.cache.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which purges came when, so that a response can be told whether one of them covers it. To mark takes the same time
 * whatever is covered; to ask, a time that grows with the depth of the path and the number of tags.
 *
 * <p>Marks are made and forgotten by one thread at a time; any thread may ask. Bounded: where a project has too many
 * marks they become one of the whole project, where a region has too many projects one of the whole region. What is made
 * wide is marked wide before it is forgotten narrow, and askers look in the other order, so that nobody misses it.
 */
final class PurgeMarks {

    /**
     * How much is remembered.
     *
     * @param projects of one region
     * @param ofProject bytes that the targets of one project take, roughly
     * @param inAll bytes that those of all projects take
     */
    record Bounds(int projects, long ofProject, long inAll) {
        static final Bounds USUAL = new Bounds(4_096, 512 << 10, 16 << 20);
    }

    /** The last purges of a scope; 0 for none. */
    private record Last(long hard, long soft) {
        static final Last NEVER = new Last(0, 0);

        Last with(Last other) {
            return new Last(Math.max(hard, other.hard), Math.max(soft, other.soft));
        }

        boolean isBy(long number) {
            return hard <= number && soft <= number;
        }

        Coverage since(long start) {
            if (hard > start) {
                return Coverage.HARD;
            }
            return soft > start ? Coverage.SOFT : Coverage.NONE;
        }
    }

    private static final class OfRegion {
        volatile Last whole = Last.NEVER;
        final Map<String, OfProject> projects = new ConcurrentHashMap<>();
    }

    private static final class OfProject {
        volatile Last whole = Last.NEVER;
        volatile Last narrow = Last.NEVER;
        final Map<PurgeTarget, Last> targets = new ConcurrentHashMap<>();
        long bytes;
    }

    private final Bounds bounds;
    private final Map<String, OfRegion> regions = new ConcurrentHashMap<>();
    private long bytes;

    PurgeMarks(Bounds bounds) {
        this.bounds = bounds;
    }

    boolean isEmpty() {
        return regions.isEmpty();
    }

    /** @param number greater than of any purge before */
    void mark(PurgeScope scope, long number, boolean soft) {
        Last last = soft ? new Last(0, number) : new Last(number, 0);
        OfRegion region = regions.computeIfAbsent(scope.region(), absent -> new OfRegion());
        if (scope.project().isEmpty()) {
            region.whole = region.whole.with(last);
            return;
        }
        OfProject project = region.projects.computeIfAbsent(scope.project(), absent -> new OfProject());
        if (scope.targets().isEmpty()) {
            project.whole = project.whole.with(last);
        } else {
            mark(project, scope, last);
        }
        if (region.projects.size() > bounds.projects()) {
            widen(region);
        }
    }

    private void mark(OfProject project, PurgeScope scope, Last last) {
        project.narrow = project.narrow.with(last);
        for (PurgeTarget target : scope.targets()) {
            if (!project.targets.containsKey(target)) {
                count(project, target.weight());
            }
            project.targets.merge(target, last, Last::with);
        }
        if (project.bytes > bounds.ofProject()) {
            widen(project);
        } else if (bytes > bounds.inAll()) {
            widenLargest();
        }
    }

    private void count(OfProject project, int more) {
        project.bytes += more;
        bytes += more;
    }

    private void widen(OfProject project) {
        project.whole = project.whole.with(project.narrow);
        project.targets.clear();
        bytes -= project.bytes;
        project.bytes = 0;
    }

    private void widenLargest() {
        regions.values().stream()
                .flatMap(region -> region.projects.values().stream())
                .max(Comparator.comparingLong(project -> project.bytes))
                .ifPresent(this::widen);
    }

    private void widen(OfRegion region) {
        for (OfProject project : region.projects.values()) {
            widen(project);
            region.whole = region.whole.with(project.whole);
        }
        region.projects.clear();
    }

    /** Whether anything is marked that a project may own. */
    boolean mayConcern(String region, String project) {
        OfRegion of = regions.get(region);
        return of != null && (!of.whole.equals(Last.NEVER) || of.projects.containsKey(project));
    }

    /** What happened to a response since its fetch began. */
    Coverage since(long start, ResourceKey resource, Collection<String> tags) {
        OfRegion region = regions.get(resource.region());
        if (region == null) {
            return Coverage.NONE;
        }
        OfProject project = region.projects.get(resource.project());
        Coverage inProject = project == null
                ? Coverage.NONE
                : narrow(project, start, resource, tags).or(project.whole.since(start));
        return inProject.or(region.whole.since(start));
    }

    private static Coverage narrow(OfProject project, long start, ResourceKey resource, Collection<String> tags) {
        return project.targets.isEmpty() || project.narrow.isBy(start)
                ? Coverage.NONE
                : CoveringTargets.of(resource, tags)
                        .map(target ->
                                project.targets.getOrDefault(target, Last.NEVER).since(start))
                        .reduce(Coverage.NONE, Coverage::or);
    }

    /** Whether any purge since may have covered the resource, whatever its tags. */
    boolean mayCover(long start, ResourceKey resource) {
        OfRegion region = regions.get(resource.region());
        if (region == null) {
            return false;
        }
        OfProject project = region.projects.get(resource.project());
        boolean inProject = project != null && !(project.narrow.isBy(start) && project.whole.isBy(start));
        return inProject || !region.whole.isBy(start);
    }

    /** Drops what was marked up to a number and not again since. */
    void forget(long number) {
        regions.values().removeIf(region -> {
            region.projects.values().removeIf(project -> forget(project, number));
            return region.projects.isEmpty() && region.whole.isBy(number);
        });
    }

    private boolean forget(OfProject project, long number) {
        project.targets.entrySet().removeIf(marked -> {
            boolean isOld = marked.getValue().isBy(number);
            if (isOld) {
                count(project, -marked.getKey().weight());
            }
            return isOld;
        });
        return project.targets.isEmpty() && project.whole.isBy(number);
    }
}
