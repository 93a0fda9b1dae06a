package dev.meridian.launcher.dev;

import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out before anything is started whether every port of a plan can be had. */
final class FreePorts {

    private FreePorts() {}

    static void require(DevPlan plan) {
        for (DevNode node : plan.nodes()) {
            for (int port : node.ports()) {
                if (isTaken(port)) {
                    throw new StartRefused("port " + port + " (" + node.name() + ") is taken by another program; "
                            + "stop it, or choose others with --port");
                }
            }
        }
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
