package dev.meridian.region.policies;

import dev.meridian.proto.registry.v1.CachePolicy;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** A project's cache policy, {@code /v1/network/cache-policy}; for keys and administrators. */
public final class PoliciesFeature implements ApiFeature {

    private static final String POLICY = "/v1/network/cache-policy";
    private static final int MOST_BODY = 1 << 20;

    private final PolicyStore policies;

    public PoliciesFeature(RegionContext region) {
        this.policies = new PolicyStore(
                region.database(),
                region.registry(),
                region.purges(),
                region.node().clock());
    }

    @Override
    public void routes(Routes routes) {
        routes.get(POLICY).scope("network.read").on(this::one);
        routes.put(POLICY).scope("network.write").maxBody(MOST_BODY).on(this::replace);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return policies.remove(transaction, project).mapEmpty();
    }

    private Future<ApiReply> one(ApiRequest request) {
        return policies.find(request.project())
                .map(found -> ApiReply.json(200, found.map(PolicyModel::of).orElseGet(PolicyModel::none)));
    }

    private Future<ApiReply> replace(ApiRequest request) {
        CachePolicy policy = PolicyReading.of(request.project(), request.parameters());
        return PolicyReading.saysNothing(policy)
                ? policies.remove(request.project(), request.trace())
                        .map(removed -> ApiReply.json(200, PolicyModel.none()))
                : policies.put(policy, request.trace()).map(kept -> ApiReply.json(200, PolicyModel.of(kept)));
    }
}
