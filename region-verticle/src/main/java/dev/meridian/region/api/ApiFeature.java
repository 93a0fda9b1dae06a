package dev.meridian.region.api;

import io.vertx.grpc.server.Service;
import java.util.List;

/** One part of the region's API: the routes that it answers, and what it offers to other nodes. */
public interface ApiFeature {

    /** Declares the routes; called once, before the first request. */
    void routes(Routes routes);

    /** gRPC services for other nodes, on the relay door only. */
    default List<Service> services() {
        return List.of();
    }
}
