package dev.meridian.core.http;

import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a door listens. All doors of one Vert.x instance that are given the same port share it, each serving on its own
 * event loop.
 *
 * @param host address to bind
 * @param port made with 0 it stands for any free port, the same for every door that is given this very object; then
 *     negative
 */
public record Listen(String host, int port) {

    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    public Listen {
        if (port == 0) {
            port = -FREE_PORTS.incrementAndGet();
        }
    }

    public SocketAddress socket() {
        return port < 0 ? SocketAddress.sharedRandomPort(-port, host) : SocketAddress.inetSocketAddress(port, host);
    }
}
