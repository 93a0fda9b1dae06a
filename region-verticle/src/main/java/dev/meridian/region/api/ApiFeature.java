package dev.meridian.region.api;

import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** One part of the region's API: the routes that it answers, and what it offers to other nodes. */
public interface ApiFeature {

    /** Declares the routes; called once, before the first request. */
    void routes(Routes routes);

    /** Removes all that the feature keeps of a project, in the transaction that removes the project itself. */
    default Future<Void> forget(SqlConnection transaction, String project) {
        return Future.succeededFuture();
    }

    /** gRPC services for other nodes, on the relay door only. */
    default List<Service> services() {
        return List.of();
    }
}
