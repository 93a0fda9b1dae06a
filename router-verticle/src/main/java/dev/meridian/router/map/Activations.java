package dev.meridian.router.map;

import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which deployments became active between two snapshots of the registry. Of a region that was not heard of before,
 * nothing counts as new.
 */
final class Activations {

    private static final int MOST = 100;

    /** @param kind {@code function} or {@code site} */
    record Activation(String region, String kind, String project, String resource, String deployment) {}

    private Activations() {}

    /** @return at most a hundred */
    static List<Activation> between(RegistrySnapshot before, RegistrySnapshot after) {
        List<Activation> found = new ArrayList<>();
        after.regions().stream()
                .filter(before.regions()::contains)
                .filter(region -> !before.of(region).equals(after.of(region))
                        && !before.of(region).isEmpty())
                .sorted()
                .forEach(region -> compare(region, before.of(region), after.of(region), found));
        return found;
    }

    private static void compare(
            String region, Map<String, Record> before, Map<String, Record> after, List<Activation> found) {
        for (Map.Entry<String, Record> entry : after.entrySet()) {
            if (found.size() >= MOST) {
                return;
            }
            Record old = before.getOrDefault(entry.getKey(), Record.getDefaultInstance());
            Activation present = activation(region, entry.getValue());
            if (!old.equals(entry.getValue())
                    && !present.deployment().isEmpty()
                    && !present.deployment().equals(activation(region, old).deployment())) {
                found.add(present);
            }
        }
    }

    private static Activation activation(String region, Record entry) {
        return switch (entry.getBodyCase()) {
            case FUNCTION ->
                new Activation(
                        region,
                        "function",
                        entry.getFunction().getProjectId(),
                        entry.getFunction().getFunctionId(),
                        entry.getFunction().getDeploymentId());
            case SITE ->
                new Activation(
                        region,
                        "site",
                        entry.getSite().getProjectId(),
                        entry.getSite().getSiteId(),
                        entry.getSite().getDeploymentId());
            case PROJECT, DOMAIN, DELETED, CACHE_POLICY, BODY_NOT_SET -> new Activation(region, "", "", "", "");
        };
    }
}
