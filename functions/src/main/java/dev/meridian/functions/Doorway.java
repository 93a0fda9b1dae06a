package dev.meridian.functions;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;

/**
 * Where function hosts connect to: a Unix socket in a directory that is the node's own, or a loopback port where the
 * transport knows no Unix sockets. In both cases a host must show its token.
 */
record Doorway(NetServer server, String endpoint) {

    static Future<Doorway> open(Vertx vertx, Path directory, Handler<NetSocket> visitors) {
        Path path = directory.resolve("hosts.sock");
        NetServer server = vertx.createNetServer().connectHandler(visitors);
        return server.listen(SocketAddress.domainSocketAddress(path.toString()))
                .map(bound -> new Doorway(bound, "unix:" + path))
                .recover(unsupported -> openPort(vertx, visitors));
    }

    private static Future<Doorway> openPort(Vertx vertx, Handler<NetSocket> visitors) {
        return vertx.createNetServer()
                .connectHandler(visitors)
                .listen(0, "127.0.0.1")
                .map(bound -> new Doorway(bound, "tcp:" + bound.actualPort()));
    }
}
