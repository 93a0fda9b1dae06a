package dev.meridian.router.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What became of requests that were sent to nodes, as this router saw it. Safe for use by many threads. */
public final class Outcomes {

    /** More nodes than a topology knows are not told apart. */
    private static final int NODES_MOST = 10_000;

    /**
     * What was seen of a node since it was last asked for.
     *
     * @param consecutive failures of the gateway without an answer between them, up to now
     */
    record Window(long answered, long failed, int consecutive) {

        static final Window NOTHING = new Window(0, 0, 0);

        long requests() {
            return answered + failed;
        }
    }

    private static final class Counts {
        private final LongAdder answered = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final AtomicInteger consecutive = new AtomicInteger();
    }

    private final Map<String, Counts> nodes = new ConcurrentHashMap<>();

    /** It answered, be the answer what it may: what a tenant's code does is no fault of the node. */
    public void answered(String node) {
        Counts counts = of(node);
        counts.answered.increment();
        if (counts.consecutive.get() != 0) {
            counts.consecutive.set(0);
        }
    }

    /** It said that it has too much to do: a failure, though a node that says so works. */
    public void declined(String node) {
        of(node).failed.increment();
    }

    /** It could not be reached, broke off, or did not answer in time. */
    public void failed(String node) {
        Counts counts = of(node);
        counts.failed.increment();
        counts.consecutive.incrementAndGet();
    }

    /** Begins a new window. */
    Window take(String node) {
        Counts counts = nodes.get(node);
        return counts == null
                ? Window.NOTHING
                : new Window(counts.answered.sumThenReset(), counts.failed.sumThenReset(), counts.consecutive.get());
    }

    /** Lets a node that was put aside begin anew. */
    void forgive(String node) {
        Counts counts = nodes.get(node);
        if (counts != null) {
            counts.consecutive.set(0);
        }
    }

    private Counts of(String node) {
        Counts known = nodes.get(node);
        if (known != null) {
            return known;
        }
        return nodes.size() < NODES_MOST ? nodes.computeIfAbsent(node, name -> new Counts()) : new Counts();
    }
}
