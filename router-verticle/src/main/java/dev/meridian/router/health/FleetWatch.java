package dev.meridian.router.health;

import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.router.latency.ClientRoundTrips;
import dev.meridian.router.route.Condition;
import dev.meridian.router.route.Fleet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet of the moment: nodes as the topology has them, at once, in the condition of the last whole window.
 * {@link #current} is safe for use by many threads; windows end on one.
 */
public final class FleetWatch {

    private static final Logger LOG = LoggerFactory.getLogger(FleetWatch.class);

    private record Picture(List<NodeView> nodes, Map<String, Condition> conditions, Fleet fleet) {

        /** Both are snapshots that are swapped whole: another object is another moment. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<NodeView> others, Map<String, Condition> present) {
            return nodes == others && conditions == present;
        }
    }

    private final Topology topology;
    private final InstantSource clock;
    private final Conditions conditions;
    private final Fleet.Distances distances;
    private volatile Map<String, Condition> inForce = Map.of();
    private volatile Picture picture;

    public FleetWatch(Topology topology, InstantSource clock, Outcomes outcomes, ClientRoundTrips clients) {
        this.topology = topology;
        this.clock = clock;
        this.conditions = new Conditions(outcomes);
        this.distances = new Fleet.Distances(clients, topology::roundTrip);
        this.picture = new Picture(List.of(), Map.of(), Fleet.of(List.of()));
    }

    /** Ends a window; to be called each second. */
    public void window() {
        Instant now = clock.instant();
        Map<String, Condition> before = inForce;
        Map<String, Condition> after = conditions.window(topology.nodes(), now);
        inForce = after;
        after.forEach((node, condition) -> tell(node, before.get(node), condition));
    }

    /** For the same nodes in the same conditions it is the same object. */
    public Fleet current() {
        List<NodeView> nodes = topology.nodes();
        Map<String, Condition> present = inForce;
        Picture last = picture;
        if (last.isOf(nodes, present)) {
            return last.fleet();
        }
        Fleet next = last.fleet().next(nodes, node -> condition(node, present), distances);
        picture = new Picture(nodes, present, next);
        return next;
    }

    private static Condition condition(NodeView node, Map<String, Condition> present) {
        Condition known = present.get(node.info().getName());
        return known == null ? Condition.GOOD : known;
    }

    private static void tell(String node, @Nullable Condition before, Condition after) {
        String was = before == null ? "" : before.ejection();
        if (!was.equals(after.ejection())) {
            LOG.atWarn()
                    .addKeyValue("node", node)
                    .addKeyValue("reason", after.ejection().isEmpty() ? "its time is over" : after.ejection())
                    .log(after.ejection().isEmpty() ? "Node is asked again" : "Node is not asked for a while");
        }
    }
}
