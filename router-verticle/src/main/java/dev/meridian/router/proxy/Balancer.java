package dev.meridian.router.proxy;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Chooses among nodes that serve alike: pods of one region by the lower cost of two at random (power of two choices,
 * Mitzenmacher 2001, with {@link PeakEwma}); edges of one site in the planner's order, for what they hold, unless the first
 * has far more requests under way than the second. Safe for use by many threads.
 */
final class Balancer {

    /** So many requests an edge may always have under way. */
    private static final int FEW = 16;

    /** Beyond that, an edge that holds what is asked for may have so many times the requests of the next. */
    private static final int TIMES = 3;

    private static final int NODES_MOST = 10_000;

    private final Supplier<? extends RandomGenerator> random;
    private final Map<String, PeakEwma> costs = new ConcurrentHashMap<>();

    /** @param random asked on each call, for generators that belong to a thread */
    Balancer(Supplier<? extends RandomGenerator> random) {
        this.random = random;
    }

    /**
     * @param planned best first, at least one
     * @param now {@link System#nanoTime}
     * @return the same nodes in the order in which they are to be asked
     */
    List<NodeView> order(List<NodeView> planned, long now) {
        int alike = alike(planned);
        int chosen = alike < 2
                ? 0
                : planned.getFirst().info().getKind() == Kind.KIND_REGION
                        ? ofTwo(planned, alike, now)
                        : isCrowded(planned.getFirst(), planned.get(1)) ? 1 : 0;
        if (chosen == 0) {
            return planned;
        }
        List<NodeView> order = new ArrayList<>(planned);
        order.addFirst(order.remove(chosen));
        return order;
    }

    PeakEwma of(NodeView node) {
        String name = node.info().getName();
        PeakEwma known = costs.get(name);
        if (known != null) {
            return known;
        }
        return costs.size() < NODES_MOST
                ? costs.computeIfAbsent(name, ignored -> new PeakEwma(System.nanoTime()))
                : new PeakEwma(System.nanoTime());
    }

    private boolean isCrowded(NodeView first, NodeView second) {
        int underWay = of(first).underWay();
        return underWay > FEW && underWay > TIMES * of(second).underWay();
    }

    private int ofTwo(List<NodeView> planned, int alike, long now) {
        RandomGenerator dice = random.get();
        int one = dice.nextInt(alike);
        int other = (one + 1 + dice.nextInt(alike - 1)) % alike;
        return of(planned.get(one)).cost(now) <= of(planned.get(other)).cost(now) ? one : other;
    }

    /** How many at the front are of one kind and one site. */
    private static int alike(List<NodeView> planned) {
        NodeView first = planned.getFirst();
        int alike = 1;
        while (alike < planned.size()
                && planned.get(alike).info().getKind() == first.info().getKind()
                && planned.get(alike).info().getSite().equals(first.info().getSite())) {
            alike++;
        }
        return alike;
    }
}
