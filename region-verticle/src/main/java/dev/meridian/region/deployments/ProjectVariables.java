package dev.meridian.region.deployments;

import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.registry.RegistryStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Variables of whole projects: every function and site finds them below its own. */
public final class ProjectVariables implements ApiFeature, VariableHolders {

    private final List<Owners> reached;
    private final RegistryStore registry;
    private final VariableRoutes routes;

    ProjectVariables(RegionContext region, List<Owners> reached) {
        this.reached = reached;
        this.registry = region.registry();
        this.routes = new VariableRoutes(
                this,
                new VariableStore(region.database(), this),
                region.node().ids(),
                region.node().clock(),
                true);
    }

    @Override
    public void routes(Routes declared) {
        routes.declare(declared, List.of("/v1/project/variables", "/v1/projects/{projectId}/variables"), "project");
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.variable where project_id = $1 and owner_type = $2")
                .execute(Tuple.of(project, Owner.Kind.PROJECT.word()))
                .mapEmpty();
    }

    @Override
    public Future<Owner> holder(ApiRequest request) {
        return Future.succeededFuture(new Owner(Owner.Kind.PROJECT, request.project(), ""));
    }

    @Override
    public Future<Void> touch(SqlConnection transaction, Owner owner) {
        return InTurn.each(reached, owners -> owners.touchAll(transaction, owner.project()));
    }

    @Override
    public <T> Future<T> told(Future<T> committed) {
        return committed.onSuccess(done -> registry.wake());
    }
}
