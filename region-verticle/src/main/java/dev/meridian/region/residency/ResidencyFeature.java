package dev.meridian.region.residency;

import static io.vertx.core.Future.await;

import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.Site;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Routes;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.release.Release;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Where a project's data may be, {@code /v1/network/residency}, and the evidence of where it was. */
public final class ResidencyFeature implements ApiFeature {

    private static final String POLICY = "/v1/network/residency";
    private static final int MOST_BODY = 256 << 10;

    /** How long a change waits for nodes to say that they hold nothing any more. */
    private static final Duration RECEIPT_MOST = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Vertx vertx;
    private final Topology topology;
    private final Site home;
    private final Release release;
    private final PolicyStore policies;
    private final Records records;
    private final Evidence evidence;
    private final long timer;

    public ResidencyFeature(RegionContext region) {
        this.vertx = region.node().vertx();
        this.topology = region.node().topology();
        this.home = region.node().settings().site();
        this.release = region.release();
        Trail trail = new Trail(region.database(), region.node().clock());
        this.policies = new PolicyStore(
                region.database(),
                region.registry(),
                region.purges(),
                trail,
                region.node().clock(),
                region.site());
        this.records = new Records(region.database(), trail, release);
        this.evidence = new Evidence(trail, region.node().clock());
        this.timer = records.start(vertx);
    }

    @Override
    public void routes(Routes routes) {
        routes.get(POLICY).scope("network.read").workflow(this::one);
        routes.put(POLICY).scope("network.write").maxBody(MOST_BODY).workflow(this::replace);
        routes.get(POLICY + "/evidence").scope("network.read").workflow(this::evidence);
    }

    @Override
    public List<Service> services() {
        return List.of(ReportsDoor.service(release, records));
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return policies.end(transaction, project);
    }

    /** Writes what has not been written yet. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return records.writeReleases();
    }

    private ApiReply one(ApiRequest request) {
        return ApiReply.json(
                200,
                await(policies.find(request.project()))
                        .map(ResidencyFeature::model)
                        .orElseGet(() -> Policy.NONE.toJson().put("version", 0)));
    }

    private static JsonObject model(PolicyStore.Kept kept) {
        return new JsonObject()
                .put("$updatedAt", Timestamps.format(kept.updatedAt()))
                .mergeIn(kept.document())
                .put("version", kept.version());
    }

    private ApiReply replace(ApiRequest request) {
        Policy policy = PolicyReading.of(request.parameters(), home);
        PolicyStore.Change change =
                await(policies.put(request.project(), policy, name(request.caller()), request.trace()));
        release.forget(request.project());
        Set<String> concerned = concerned(change);
        Set<String> purged = awaitReceipts(request.project(), change.kept().version(), concerned);
        Set<String> pending = new TreeSet<>(concerned);
        pending.removeAll(purged);
        return ApiReply.json(
                200, model(change.kept()).put("purged", array(purged)).put("pending", array(pending)));
    }

    /** The edges that may hold what they may not hold any more. */
    private Set<String> concerned(PolicyStore.Change change) {
        Residency before = change.before();
        Residency now = change.kept().residency();
        return topology.nodes(Kind.KIND_EDGE).stream()
                .map(view -> view.info())
                .filter(edge -> List.of(Act.CACHE, Act.EXECUTE).stream()
                        .anyMatch(act -> before.permits(act, edge) && !now.permits(act, edge)))
                .map(edge -> edge.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** By the end no pod of this region goes by the policy before. */
    private Set<String> awaitReceipts(String project, long version, Set<String> concerned) {
        long end = System.nanoTime() + RECEIPT_MOST.toNanos();
        await(vertx.timer(Release.FRESH.toMillis(), TimeUnit.MILLISECONDS));
        while (true) {
            Set<String> purged = new TreeSet<>(await(records.receipts(project, version)));
            purged.retainAll(concerned);
            if (purged.containsAll(concerned) || System.nanoTime() - end >= 0) {
                return purged;
            }
            await(vertx.timer(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private ApiReply evidence(ApiRequest request) {
        await(records.writeReleases());
        Evidence.Period period = evidence.period(request.parameters());
        return ApiReply.json(200, evidence.report(request.project(), period));
    }

    private static String name(Caller caller) {
        return switch (caller) {
            case Caller.Key key -> "key:" + key.keyId();
            case Caller.Admin admin -> "user:" + admin.userId();
            case Caller.User user -> "user:" + user.userId();
            case Caller.Guest guest -> "guest";
            case Caller.Halfway halfway -> "guest";
        };
    }

    private static JsonArray array(Set<String> names) {
        return new JsonArray(List.copyOf(names));
    }
}
