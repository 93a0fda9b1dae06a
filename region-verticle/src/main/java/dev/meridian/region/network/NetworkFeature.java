package dev.meridian.region.network;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.purge.PurgeDoor;
import dev.meridian.core.residency.Act;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Query;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.release.Release;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Purges over HTTP and gRPC, and the word that edges ask for. */
public final class NetworkFeature implements ApiFeature {

    private static final Set<String> WRITE = Set.of("network.write");
    private static final int MOST_BODY = 1 << 20;
    private static final String EVERY_PROJECT = "";

    private final Vertx vertx;
    private final Gate gate;
    private final Release release;
    private final Purges purges;
    private final PurgeLog log;
    private final Receipts receipts;
    private final PurgeIssue issue;
    private final EventPlane.Subscription subscription;
    private final long timer;

    /** @param gate tells who calls over gRPC */
    public NetworkFeature(RegionContext region, Gate gate) {
        this.vertx = region.node().vertx();
        this.gate = gate;
        this.release = region.release();
        this.purges = region.purges();
        this.log = new PurgeLog(region.database(), region.node().clock(), region.site());
        this.receipts = new Receipts(vertx, region.site());
        this.issue = new PurgeIssue(purges, receipts, region.node().topology(), log);
        this.subscription = receipts.listen(region.node().events());
        this.timer = log.start(vertx);
    }

    @Override
    public void routes(Routes routes) {
        routes.post("/v1/network/purges")
                .scope("network.write")
                .maxBody(MOST_BODY)
                .on(this::purge);
        routes.get("/v1/network/purges/{purgeId}").scope("network.read").on(this::one);
    }

    @Override
    public List<Service> services() {
        return List.of(PurgesDoor.service(log, receipts), PurgeDoor.forNodes(this::answer));
    }

    /** gRPC for users. */
    public List<Service> publicServices() {
        return List.of(PurgeDoor.forUsers(this::answer));
    }

    /** The purges of a deleted project stay for as long as edges may have to hear of them. */
    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return purges.add(transaction, project, List.of(), TraceParent.parse(null));
    }

    public void close() {
        subscription.cancel();
        vertx.cancelTimer(timer);
    }

    private Future<ApiReply> purge(ApiRequest request) {
        long accepted = System.nanoTime();
        PurgeOrder order = PurgeOrder.of(request.parameters());
        Purge purge = order.fill(purges.begin(request.project(), request.trace()));
        return issue.issue(purge, accepted)
                .map(issued -> ApiReply.json(201, PurgeModel.of(issued.purge(), Optional.of(issued.receipt()))));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return log.find(request.project(), request.path("purgeId"))
                .map(found -> ApiReply.json(200, PurgeModel.of(found.purge(), found.receipt())));
    }

    private Future<PurgeResponse> answer(UserCall<PurgeRequest> call) {
        long accepted = System.nanoTime();
        PurgeOrder order = PurgeOrder.of(whole(call.request()));
        TraceParent trace = TraceParent.parse(call.metadata().get("traceparent"));
        return project(call)
                .compose(project -> issue.issue(order.fill(purges.begin(project, trace)), accepted))
                .map(PurgeIssue.Issued::receipt);
    }

    /** Of every project, nothing can be named but everything. */
    private static PurgeRequest whole(PurgeRequest request) {
        return request.getEveryProject()
                ? request.toBuilder().setEverything(true).build()
                : request;
    }

    private Future<String> project(UserCall<PurgeRequest> call) {
        return call.request().getEveryProject()
                ? Future.succeededFuture(EVERY_PROJECT)
                : gate.admit(call.head(), Query.EMPTY, Optional.empty()).compose(admission -> {
                    admission.caller().require(WRITE);
                    return release.check(call.proven(), Act.TERMINATE, admission.project())
                            .map(admission.project());
                });
    }
}
