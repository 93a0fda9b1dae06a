package dev.meridian.core.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import dev.meridian.core.node.ClusterSettings;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** Makes a member's configuration: {@code cluster.xml} and what is this node's own. */
final class MemberConfig {

    private static final String PROTECTION = "regions";
    /** How vertx-hazelcast knows the members of a Hazelcast instance that it did not start itself. */
    private static final String VERTX_NODE = "__vertx.nodeId";

    private MemberConfig() {}

    static Config of(NodeSettings settings) {
        ClusterSettings cluster = settings.cluster();
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.name());
        config.setInstanceName(settings.name() + ":" + cluster.port());
        config.setLiteMember(settings.kind() != Kind.KIND_REGION);
        config.getMemberAttributeConfig()
                .setAttribute(VERTX_NODE, UUID.randomUUID().toString())
                .setAttribute(Regions.NODE, settings.name())
                .setAttribute(Regions.KIND, NodeSettings.word(settings.kind()))
                .setAttribute(Regions.SITE, settings.site().code());
        network(config.getNetworkConfig(), cluster);
        protectClaims(config, cluster.quorum());
        return config;
    }

    private static void network(NetworkConfig network, ClusterSettings cluster) {
        network.setPort(cluster.port()).setPortAutoIncrement(false);
        InetAddress address = address(cluster.host());
        if (!address.isAnyLocalAddress()) {
            network.getInterfaces().setEnabled(true).addInterface(address.getHostAddress());
        }
        JoinConfig join = network.getJoin();
        cluster.kubernetesService()
                .ifPresentOrElse(
                        service -> join.getKubernetesConfig()
                                .setEnabled(true)
                                .setProperty("service-dns", service)
                                .setProperty("service-port", String.valueOf(cluster.port())),
                        () -> join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members()));
    }

    private static void protectClaims(Config config, int quorum) {
        config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig(PROTECTION, true, quorum)
                .setFunctionImplementation(members -> Regions.sites(members).size() >= quorum));
        config.getMapConfig(Claims.MAP).setSplitBrainProtectionName(PROTECTION);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("cluster.host '" + host + "' has no address", e);
        }
    }
}
