package dev.meridian.core.latency;

import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.OptionalLong;

/**
 * What the kernel knows of a connection's round trip ({@code TCP_INFO}, Linux tcp(7)): after the handshake that of SYN-ACK
 * and ACK, later a smoothed one.
 */
public final class HandshakeTime {

    private HandshakeTime() {}

    /** In microseconds; empty where the connection is not one of the native transport, or has no round trip yet. */
    public static OptionalLong micros(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server
                && server.channelHandlerContext().channel() instanceof EpollSocketChannel socket
                && socket.isOpen()) {
            long micros = socket.tcpInfo().rtt();
            return micros > 0 ? OptionalLong.of(micros) : OptionalLong.empty();
        }
        return OptionalLong.empty();
    }
}
