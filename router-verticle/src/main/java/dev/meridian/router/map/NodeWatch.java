package dev.meridian.router.map;

import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at the nodes once a second, also while nobody looks at the map: notes changes of their condition, and keeps what
 * rates are made of. Used on the map's context, but for {@link #note}.
 */
final class NodeWatch {

    private static final int MOST_CHANGES = 200;

    private final Topology topology;
    private final Ring changes = new Ring(MOST_CHANGES);
    private final Map<String, Condition> conditions = new HashMap<>();
    private final Map<String, NodeRates> rates = new HashMap<>();

    NodeWatch(Topology topology) {
        this.topology = topology;
    }

    /** The last changes of ways. */
    Ring changes() {
        return changes;
    }

    NodeRates rates(String node) {
        return rates.computeIfAbsent(node, name -> new NodeRates());
    }

    void look(Instant now) {
        List<NodeView> nodes = topology.nodes();
        nodes.forEach(node -> look(node, now));
        if (conditions.size() > nodes.size()) {
            forgetOthers(nodes.stream().map(node -> node.info().getName()).collect(Collectors.toSet()), now);
        }
    }

    /** Any thread. */
    void note(Instant at, String node, String what, String reason) {
        changes.add(new JsonObject()
                .put("at", at.toEpochMilli())
                .put("node", node)
                .put("what", what)
                .put("reason", reason));
    }

    private void look(NodeView node, Instant now) {
        String name = node.info().getName();
        topology.lastHeard(name).ifPresent(beat -> rates(name).hear(beat, now));
        Condition present = Condition.of(node);
        if (conditions.put(name, present) != present) {
            note(now, name, present.word(), present.reason());
        }
    }

    private void forgetOthers(Set<String> known, Instant now) {
        Set.copyOf(conditions.keySet()).stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> {
                    conditions.remove(name);
                    rates.remove(name);
                    note(
                            now,
                            name,
                            "forgotten",
                            "it was neither heard nor reached for a day, or its address is another's");
                });
    }
}
