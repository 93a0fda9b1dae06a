package dev.meridian.core.purge;

import dev.meridian.core.grpc.CallForward;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Site;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.cache.v1.CacheGrpcClient;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.proto.registry.v1.Project;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Passes calls on to the home region of the project that they name. Safe for use by many threads. */
public final class PurgeForward {

    private static final Duration LONGEST = PurgePlane.RECEIPT_MOST.plusSeconds(8);
    private static final String UNREACHABLE = "The project's home region cannot be reached";

    private final Registry registry;
    private final Topology topology;
    private final Site site;
    private final CallForward<PurgeRequest, PurgeResponse> forward;
    private final Duration patience;

    /** @param patience how long a call on a project unheard of waits for the regions to say what is new */
    public PurgeForward(NodeContext node, Duration patience) {
        this.registry = node.registry();
        this.topology = node.topology();
        this.site = node.settings().site();
        this.forward = new CallForward<>(node.relay().grpc(), CacheGrpcClient.Purge, LONGEST, UNREACHABLE);
        this.patience = patience;
    }

    /** Fails with the region's own problem, or because there is none to ask. */
    public Future<PurgeResponse> home(UserCall<PurgeRequest> call) {
        return region(call)
                .map(Future::succeededFuture)
                .orElseGet(() -> registry.refresh(patience)
                        .map(refreshed -> region(call)
                                .orElseThrow(() -> Problem.of(
                                        ProblemType.PROJECT_NOT_FOUND,
                                        "Project with the requested ID could not be found: " + call.project()))))
                .compose(region -> mayTerminate(call.project())
                        ? Future.succeededFuture(region)
                        : Future.failedFuture(Residency.denied()))
                .compose(region -> forward.to(address(region).socket(), call));
    }

    private boolean mayTerminate(String project) {
        return Residency.of(registry.snapshot(), project).permits(Act.TERMINATE, site.country(), site.code());
    }

    private Optional<String> region(UserCall<PurgeRequest> call) {
        return registry.snapshot().project(call.project()).map(Project::getHomeRegion);
    }

    private PeerAddress address(String region) {
        return topology.region(region)
                .filter(NodeView::isUsable)
                .map(NodeView::relay)
                .orElseThrow(() -> unavailable());
    }

    private static Problem unavailable() {
        return Problem.upstream(ProblemType.REGION_UNAVAILABLE, UNREACHABLE, true, null);
    }
}
