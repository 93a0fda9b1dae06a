package dev.meridian.edge.cache.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * The latest purges, so that a fetch can be told whether one of them came while it was on its way. Guarded by its own
 * lock. Of purges that it has forgotten it says that they covered everything.
 */
final class PurgeLog {

    private static final int MOST = 4_096;

    private record Line(long mark, PurgeScope scope, boolean soft) {}

    private final Deque<Line> lines = new ArrayDeque<>();
    private long mark;
    private long forgotten;

    /** Grows with every purge. */
    synchronized long mark() {
        return mark;
    }

    synchronized void add(PurgeScope scope, boolean soft) {
        lines.addLast(new Line(++mark, scope, soft));
        if (lines.size() > MOST) {
            forgotten = lines.removeFirst().mark();
        }
    }

    /** What happened to a response since its fetch began. */
    Coverage since(long start, ResourceKey resource, Collection<String> tags) {
        return since(start, scope -> scope.covers(resource, tags));
    }

    /** Whether any purge since may have covered the resource, whatever its tags. */
    boolean mayCover(long start, ResourceKey resource) {
        return since(start, scope -> scope.coversProject(resource)) != Coverage.NONE;
    }

    private synchronized Coverage since(long start, Predicate<PurgeScope> covers) {
        if (start < forgotten) {
            return Coverage.HARD;
        }
        Coverage found = Coverage.NONE;
        var newestFirst = lines.descendingIterator();
        while (newestFirst.hasNext()) {
            Line line = newestFirst.next();
            if (line.mark() <= start) {
                return found;
            }
            if (covers.test(line.scope())) {
                if (!line.soft()) {
                    return Coverage.HARD;
                }
                found = Coverage.SOFT;
            }
        }
        return found;
    }

    enum Coverage {
        NONE,
        SOFT,
        HARD
    }
}
