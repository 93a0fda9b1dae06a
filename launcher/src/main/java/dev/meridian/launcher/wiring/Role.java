package dev.meridian.launcher.wiring;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.edge.EdgeNode;
import dev.meridian.region.RegionNode;
import dev.meridian.router.RouterNode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one kind of node adds to the shared parts.
 *
 * @param services gRPC for other nodes, on the relay door
 * @param publicServices gRPC for users, on the HTTP door
 */
record Role(
        Handler<Exchange> exchanges,
        List<Service> services,
        List<Service> publicServices,
        Supplier<Future<Void>> closing) {

    static Future<Role> start(NodeContext context, RoleSettings settings) {
        return switch (settings) {
            case RoleSettings.OfRegion it ->
                RegionNode.start(context, it.settings())
                        .map(node -> new Role(node.exchanges(), node.services(), node.publicServices(), node::close));
            case RoleSettings.OfEdge it ->
                EdgeNode.start(context, it.settings())
                        .map(node -> new Role(node.exchanges(), node.services(), node.publicServices(), node::close));
            case RoleSettings.OfRouter it ->
                RouterNode.start(context, it.settings())
                        .map(node -> new Role(node.exchanges(), node.services(), node.publicServices(), node::close));
        };
    }

    Future<Void> close() {
        return closing.get();
    }
}
