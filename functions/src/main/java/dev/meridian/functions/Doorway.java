package dev.meridian.functions;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where function hosts connect to: a Unix socket in a directory that is the node's own, or a loopback port where the
 * transport knows no Unix sockets. In both cases a host must show its token.
 */
public record Doorway(NetServer server, String endpoint) {

    private static final String UNIX = "unix:";

    public static Future<Doorway> open(Vertx vertx, Path directory, Handler<NetSocket> visitors) {
        Path path = directory.resolve("hosts.sock");
        NetServer server = vertx.createNetServer().connectHandler(visitors);
        return server.listen(SocketAddress.domainSocketAddress(path.toString()))
                .map(bound -> new Doorway(bound, UNIX + path))
                .recover(unsupported -> openPort(vertx, visitors));
    }

    /** The file of the socket, where it is one. */
    public Optional<Path> socket() {
        return endpoint.startsWith(UNIX) ? Optional.of(Path.of(endpoint.substring(UNIX.length()))) : Optional.empty();
    }

    private static Future<Doorway> openPort(Vertx vertx, Handler<NetSocket> visitors) {
        return vertx.createNetServer()
                .connectHandler(visitors)
                .listen(0, "127.0.0.1")
                .map(bound -> new Doorway(bound, "tcp:" + bound.actualPort()));
    }
}
