package dev.meridian.region.projects;

import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.deployments.Owner;
import dev.meridian.region.deployments.VariableHolders;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** For a store that is only read. */
final class NoHolders implements VariableHolders {

    @Override
    public Future<Owner> holder(ApiRequest request) {
        return Future.failedFuture("nothing is held");
    }

    @Override
    public Future<Void> touch(SqlConnection transaction, Owner owner) {
        return Future.failedFuture("nothing is held");
    }

    @Override
    public <T> Future<T> told(Future<T> committed) {
        return committed;
    }
}
