package dev.meridian.router.health;

import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.router.route.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns what was seen of nodes into the conditions that plans go by, one window of a second after the other. Not safe for
 * several threads; what it returns is.
 *
 * <p>A node is put aside (outlier ejection, after Envoy) when {@link #CONSECUTIVE} requests in a row failed, or when in an
 * interval of ten seconds its success rate was clearly below that of its kind: by 1.9 standard deviations, where at least
 * five nodes had a hundred requests each. Of each kind a tenth at most is put aside at a time, though always one.
 */
public final class Conditions {

    private static final int CONSECUTIVE = 5;
    private static final double MOST_EJECTED = 0.1;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int NODES_LEAST = 5;
    private static final long REQUESTS_LEAST = 100;
    private static final double DEVIATIONS = 1.9;

    private final Outcomes outcomes;
    private final Map<String, NodeHealth> nodes = new HashMap<>();
    private Map<String, Outcomes.Window> interval = new HashMap<>();
    private Instant intervalEnds = Instant.MIN;

    public Conditions(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    /** Takes in the window that ends now. @return by names of nodes */
    public Map<String, Condition> window(List<NodeView> views, Instant now) {
        Set<String> names = views.stream().map(view -> view.info().getName()).collect(Collectors.toSet());
        nodes.keySet().retainAll(names);
        Map<Kind, List<NodeView>> kinds =
                views.stream().collect(Collectors.groupingBy(view -> view.info().getKind()));
        kinds.values().forEach(kind -> observe(kind, now));
        if (!now.isBefore(intervalEnds)) {
            kinds.values().forEach(kind -> ejectOutliers(kind, now));
            interval = new HashMap<>();
            intervalEnds = now.plus(INTERVAL);
        }
        return nodes.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().condition()));
    }

    private void observe(List<NodeView> kind, Instant now) {
        SlowStart slowStart = SlowStart.among(kind, now);
        Watermarks marks = Watermarks.of(kind.stream()
                .filter(NodeView::isUsable)
                .mapToDouble(view -> health(view).load())
                .filter(load -> load >= 0)
                .average());
        int ejected = 0;
        for (NodeView view : kind) {
            ejected += health(view).ejection.isInForce(now) ? 1 : 0;
        }
        for (NodeView view : kind) {
            String name = view.info().getName();
            Outcomes.Window seen = outcomes.take(name);
            interval.merge(name, seen, Conditions::sum);
            NodeHealth health = health(view);
            health.observe(view.load(), seen, slowStart.share(view), marks);
            if (seen.consecutive() >= CONSECUTIVE && !health.ejection.isInForce(now) && ejected < most(kind)) {
                eject(view, now, seen.consecutive() + " requests in a row failed");
                ejected++;
            }
        }
    }

    private void ejectOutliers(List<NodeView> kind, Instant now) {
        record Rate(NodeView view, double success) {}
        List<Rate> rates = new ArrayList<>();
        for (NodeView view : kind) {
            Outcomes.Window seen = interval.getOrDefault(view.info().getName(), Outcomes.Window.NOTHING);
            if (seen.requests() >= REQUESTS_LEAST) {
                rates.add(new Rate(view, (double) seen.answered() / seen.requests()));
            }
        }
        if (rates.size() < NODES_LEAST) {
            return;
        }
        double mean = rates.stream().mapToDouble(Rate::success).average().orElse(1);
        double variance = rates.stream()
                .mapToDouble(rate -> (rate.success() - mean) * (rate.success() - mean))
                .average()
                .orElse(0);
        double least = mean - DEVIATIONS * Math.sqrt(variance);
        long ejected = kind.stream()
                .filter(view -> health(view).ejection.isInForce(now))
                .count();
        for (Rate rate : rates) {
            // A hair below the mean is no fault where all are alike.
            if (rate.success() < Math.min(least, 0.98)
                    && ejected < most(kind)
                    && !health(rate.view()).ejection.isInForce(now)) {
                eject(rate.view(), now, Math.round(100 * (1 - rate.success())) + " % of its requests failed");
                ejected++;
            }
        }
    }

    private void eject(NodeView view, Instant now, String why) {
        health(view).ejection.begin(now, "put aside: " + why);
        outcomes.forgive(view.info().getName());
    }

    private NodeHealth health(NodeView view) {
        return nodes.computeIfAbsent(view.info().getName(), name -> new NodeHealth());
    }

    private static long most(List<NodeView> kind) {
        return Math.max(1, (long) (MOST_EJECTED * kind.size()));
    }

    private static Outcomes.Window sum(Outcomes.Window a, Outcomes.Window b) {
        return new Outcomes.Window(a.answered() + b.answered(), a.failed() + b.failed(), b.consecutive());
    }
}
