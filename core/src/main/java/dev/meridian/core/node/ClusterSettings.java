package dev.meridian.core.node;

import dev.meridian.core.config.Configuration;
import java.util.List;
import java.util.Optional;

/**
 * How a node finds the event plane's cluster.
 *
 * @param name nodes of another name are not joined
 * @param host address that the member binds; must be reachable by the other members
 * @param port of the member
 * @param members {@code host:port} of the regions' members to join by, for TCP/IP discovery; edges and routers are not
 *     named here: they stay out of the cluster while no region is in it
 * @param kubernetesService DNS name of the regions' headless service to join by instead
 * @param quorum how many regions must be seen before a new name may be claimed
 */
public record ClusterSettings(
        String name, String host, int port, List<String> members, Optional<String> kubernetesService, int quorum) {

    public static ClusterSettings read(Configuration configuration) {
        int regions = configuration.list("network.regions").size();
        return new ClusterSettings(
                configuration.text("cluster.name", "meridian"),
                configuration.text("cluster.host", configuration.text("node.host", "127.0.0.1")),
                configuration.integer("cluster.port", 5701, 1, 65_535),
                configuration.list("cluster.members"),
                configuration.text("cluster.kubernetes.service"),
                configuration.integer("cluster.quorum", regions / 2 + 1, 1, 1_000));
    }
}
