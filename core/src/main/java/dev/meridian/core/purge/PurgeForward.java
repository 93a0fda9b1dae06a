package dev.meridian.core.purge;

import dev.meridian.core.invoke.Refusals;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.cache.v1.CacheGrpcClient;
import dev.meridian.proto.cache.v1.PurgeRequest;
import dev.meridian.proto.cache.v1.PurgeResponse;
import dev.meridian.proto.registry.v1.Project;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes calls on to the home region of the project that they name. Safe for use by many threads. */
public final class PurgeForward {

    private static final Duration LONGEST = PurgePlane.RECEIPT_MOST.plusSeconds(8);

    private final Registry registry;
    private final Topology topology;
    private final Relay relay;
    private final Duration patience;

    /** @param patience how long a call on a project unheard of waits for the regions to say what is new */
    public PurgeForward(NodeContext node, Duration patience) {
        this.registry = node.registry();
        this.topology = node.topology();
        this.relay = node.relay();
        this.patience = patience;
    }

    /** Fails with the region's own problem, or because there is none to ask. */
    public Future<PurgeResponse> home(PurgeCall call) {
        return region(call)
                .map(Future::succeededFuture)
                .orElseGet(() -> registry.refresh(patience)
                        .map(refreshed -> region(call)
                                .orElseThrow(() -> Problem.of(
                                        ProblemType.PROJECT_NOT_FOUND,
                                        "Project with the requested ID could not be found: " + call.project()))))
                .compose(region -> to(address(region), call));
    }

    private Optional<String> region(PurgeCall call) {
        return registry.snapshot().project(call.project()).map(Project::getHomeRegion);
    }

    private PeerAddress address(String region) {
        return topology.region(region)
                .filter(NodeView::isUsable)
                .map(NodeView::relay)
                .orElseThrow(() -> unavailable(null));
    }

    private Future<PurgeResponse> to(PeerAddress peer, PurgeCall call) {
        return relay.grpc()
                .request(peer.socket(), CacheGrpcClient.Purge)
                .compose(request -> send(request, call))
                .recover(failure -> Future.failedFuture(failure instanceof Problem ? failure : unavailable(failure)));
    }

    private static Future<PurgeResponse> send(GrpcClientRequest<PurgeRequest, PurgeResponse> request, PurgeCall call) {
        for (Map.Entry<String, String> line : call.metadata()) {
            String name = line.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-appwrite-") || name.equals("x-fallback-cookies") || name.equals("cookie")) {
                request.headers().add(name, line.getValue());
            }
        }
        Future<PurgeResponse> answer = request.response().compose(PurgeForward::answer);
        return request.end(call.request())
                .compose(sent -> answer)
                .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.cancel());
    }

    private static Future<PurgeResponse> answer(GrpcClientResponse<PurgeRequest, PurgeResponse> response) {
        Future<PurgeResponse> message = response.last();
        return response.end()
                .transform(ended -> response.status() == GrpcStatus.OK
                        ? message
                        : Future.failedFuture(Refusals.problem(response.status(), response.statusMessage())));
    }

    private static Problem unavailable(@Nullable Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE, "The project's home region cannot be reached", true, cause);
    }
}
