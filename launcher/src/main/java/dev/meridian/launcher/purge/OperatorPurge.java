package dev.meridian.launcher.purge;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayTls;
import dev.meridian.launcher.SettingsFile;
import dev.meridian.launcher.Starting;
import dev.meridian.proto.cache.v1.CacheGrpcClient;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Purges every project of a region, at the region's relay door: who may read a node's key is an operator, and nobody else
 * is let in there.
 */
final class OperatorPurge {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private OperatorPurge() {}

    /** @param settings file of a node of the region */
    static Receipt everyProject(Path settings, boolean soft) throws InterruptedException {
        Configuration configuration = Configuration.of(SettingsFile.read(settings), System.getenv(), Map.of());
        NodeSettings node = NodeSettings.read(configuration);
        if (node.kind() != Kind.KIND_REGION || node.relayPort() == 0) {
            throw new ConfigurationException(settings + " is not of a region's node with a relay.port");
        }
        PeerAddress door = PeerAddress.parse(node.advertisedHost() + ":" + node.relayPort());
        Vertx vertx = Vertx.vertx();
        RelayClient relay = new RelayClient(vertx, RelayTls.read(configuration));
        try {
            return Starting.await(
                    CacheGrpcClient.create(relay.grpc(), door.socket())
                            .purge(PurgeRequest.newBuilder()
                                    .setEveryProject(true)
                                    .setSoft(soft)
                                    .build())
                            .map(Receipt::of),
                    LONGEST,
                    "the purge at " + node.name());
        } finally {
            Starting.settle(relay.close().eventually(vertx::close), Duration.ofSeconds(5));
        }
    }
}
