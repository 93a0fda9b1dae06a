package dev.meridian.core.cluster;

import dev.meridian.core.node.ClusterSettings;
import dev.meridian.core.node.Domains;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.topology.v1.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of nodes on free loopback ports. */
public final class TestNodes {

    private TestNodes() {}

    public static NodeSettings settings(Kind kind, String site, Path data, ClusterSettings cluster) {
        return new NodeSettings(
                NodeSettings.word(kind) + "-" + site,
                kind,
                Site.known(site).orElseThrow(),
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                "127.0.0.1",
                data,
                List.of(),
                List.of("fra", "nyc"),
                new Domains("localhost", "run.localhost", "network.localhost"),
                List.of(),
                cluster);
    }

    /** The same node with seeds to ask. */
    public static NodeSettings seeded(NodeSettings plain, List<PeerAddress> seeds) {
        return new NodeSettings(
                plain.name(),
                plain.kind(),
                plain.site(),
                plain.httpHost(),
                plain.httpPort(),
                plain.relayHost(),
                plain.relayPort(),
                plain.advertisedHost(),
                plain.data(),
                seeds,
                plain.regions(),
                plain.domains(),
                plain.trustedProxies(),
                plain.cluster());
    }

    public static ClusterSettings cluster(String name, int port, List<Integer> members, int quorum) {
        List<String> addresses =
                members.stream().map(member -> "127.0.0.1:" + member).toList();
        return new ClusterSettings(name, "127.0.0.1", port, addresses, Optional.empty(), quorum);
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
