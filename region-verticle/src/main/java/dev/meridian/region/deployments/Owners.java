package dev.meridian.region.deployments;

import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;

/** All functions, or all sites, as far as their deployments and variables are concerned. */
public interface Owners extends VariableHolders {

    /**
     * One of them.
     *
     * @param deploymentId active deployment, empty for none
     * @param plan how its deployments are built unless an upload says otherwise
     */
    record Owned(Owner owner, String deploymentId, BuildPlan plan) {}

    Owner.Kind kind();

    /** Fails with the contract's problem if there is none. */
    Future<Owned> owned(String project, String id);

    /** The plan with what the fields of an upload say in place of it. */
    BuildPlan plan(BuildPlan known, Parameters form);

    /** Sets the pointer to the active deployment, which the transaction holds, and tells the network so. */
    Future<Void> activate(SqlConnection transaction, Owner owner, String deploymentId, Instant now);

    /** Lets go of a deployment that is removed in the transaction: an owner whose active one goes has none. */
    Future<Void> letGo(SqlConnection transaction, Owner owner, String deploymentId, Instant now);

    /** Notes in the transaction that what all of them in a project have in common has changed. */
    Future<Void> touchAll(SqlConnection transaction, String project);

    @Override
    default Future<Owner> holder(ApiRequest request) {
        return owned(request.project(), request.path(kind().word() + "Id")).map(Owned::owner);
    }
}
