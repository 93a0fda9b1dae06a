package dev.meridian.core.relay;

import io.vertx.core.net.SocketAddress;

/** Where a node's relay listens. */
public record PeerAddress(String host, int port) {

    public PeerAddress {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("'" + host + ":" + port + "' is not a host and port");
        }
    }

    /** @param text {@code host:port}, the host an IPv6 address in brackets or a name */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' has no port; write host:port");
        }
        try {
            return new PeerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no port; write host:port", e);
        }
    }

    public SocketAddress socket() {
        return SocketAddress.inetSocketAddress(port, host);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
