package dev.meridian.region.deployments;

import dev.meridian.region.api.ApiRequest;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** What variables belong to: all functions, all sites, or all projects. */
public interface VariableHolders {

    /** Whose variables a request is about. Fails with the contract's problem if there is none. */
    Future<Owner> holder(ApiRequest request);

    /** Notes in the transaction that the owner's variables have changed. */
    Future<Void> touch(SqlConnection transaction, Owner owner);

    /** Wakes those who watch the registry once a transaction has committed. */
    <T> Future<T> told(Future<T> committed);
}
