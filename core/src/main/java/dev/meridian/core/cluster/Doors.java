package dev.meridian.core.cluster;

import dev.meridian.core.node.ClusterSettings;
import dev.meridian.core.relay.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Knocks at the doors of the members to join by: whether anyone is there at all. Blocks. */
final class Doors {

    private static final Duration KNOCK_MOST = Duration.ofMillis(500);

    private Doors() {}

    static boolean anyOpen(ClusterSettings cluster) {
        InetSocketAddress own = new InetSocketAddress(cluster.host(), cluster.port());
        return doors(cluster).filter(door -> !door.equals(own)).anyMatch(Doors::isOpen);
    }

    private static Stream<InetSocketAddress> doors(ClusterSettings cluster) {
        return cluster.kubernetesService()
                .map(service ->
                        addresses(service).stream().map(address -> new InetSocketAddress(address, cluster.port())))
                .orElseGet(() -> cluster.members().stream()
                        .map(PeerAddress::parse)
                        .map(member -> new InetSocketAddress(member.host(), member.port())));
    }

    private static List<InetAddress> addresses(String name) {
        try {
            return Arrays.asList(InetAddress.getAllByName(name));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static boolean isOpen(InetSocketAddress door) {
        try (Socket socket = new Socket()) {
            socket.connect(door, (int) KNOCK_MOST.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
