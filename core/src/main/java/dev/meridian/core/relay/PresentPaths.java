package dev.meridian.core.relay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.Address;
import io.vertx.core.net.AddressResolver;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.endpoint.EndpointBuilder;
import io.vertx.core.spi.endpoint.EndpointResolver;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Has a client that knows peers by their relay address connect the way that is in force: each call's address is resolved
 * anew, while the name that it was called by stays what a certificate is checked against.
 */
final class PresentPaths implements AddressResolver<SocketAddress> {

    private final UnaryOperator<SocketAddress> present;

    /** @param present what to connect to for a peer's relay address, now */
    PresentPaths(UnaryOperator<SocketAddress> present) {
        this.present = present;
    }

    @Override
    public EndpointResolver<SocketAddress, ?, ?, ?> endpointResolver(Vertx vertx) {
        return new Resolver<>();
    }

    /** @param <E> what the client makes of a resolved address */
    private record Resolved<E>(SocketAddress peer, SocketAddress server, E endpoint) {}

    private final class Resolver<E> implements EndpointResolver<SocketAddress, SocketAddress, Resolved<E>, E> {

        @Override
        public @Nullable SocketAddress tryCast(Address address) {
            return address instanceof SocketAddress peer ? peer : null;
        }

        @Override
        public SocketAddress addressOf(SocketAddress server) {
            return server;
        }

        @Override
        public Future<Resolved<E>> resolve(SocketAddress peer, EndpointBuilder<E, SocketAddress> builder) {
            SocketAddress server = present.apply(peer);
            return Future.succeededFuture(
                    new Resolved<>(peer, server, builder.addServer(server).build()));
        }

        @Override
        public E endpoint(Resolved<E> resolved) {
            return resolved.endpoint;
        }

        @Override
        public boolean isValid(Resolved<E> resolved) {
            return present.apply(resolved.peer).equals(resolved.server);
        }

        @Override
        public void dispose(Resolved<E> resolved) {}

        @Override
        public void close() {}
    }
}
