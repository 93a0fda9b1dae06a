package dev.meridian.edge.functions;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.invoke.Invocations;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.residency.NodeResidency;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Project;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code functions.v1.Functions} at an edge: what anybody may execute is executed here as over HTTP; all else,
 * credentials above all, is for the home region to judge.
 */
public final class FunctionCalls implements Invocations {

    private final Optional<EdgeFunctions> functions;
    private final FunctionRequests requests;
    private final NodeResidency residency;
    private final Registry registry;
    private final HomeRegions regions;
    private final InvokeDoor.Forward forward;
    private final Duration patience;

    /**
     * @param functions nothing on an edge that executes none
     * @param residency what this edge may do for whom
     * @param patience how long a call on something unheard of waits for the regions to say what is new
     */
    public FunctionCalls(
            NodeContext node,
            Optional<EdgeFunctions> functions,
            NodeResidency residency,
            HomeRegions regions,
            Duration patience) {
        this.functions = functions;
        this.requests = new FunctionRequests(functions, residency);
        this.residency = residency;
        this.registry = node.registry();
        this.regions = regions;
        this.forward = InvokeDoor.forward(node.relay());
        this.patience = patience;
    }

    @Override
    public Future<InvokeResponse> whole(UserCall<InvokeRequest> call) {
        return region(call)
                .compose(region -> executedHere(call)
                        .map(function -> functions.orElseThrow().invoke(call, function, region))
                        .orElseGet(() -> regions.address(region).compose(peer -> forward.whole(peer.socket(), call))));
    }

    @Override
    public Future<Optional<InvokePart>> inParts(UserCall<InvokeRequest> call, Parts<InvokePart> parts) {
        return region(call)
                .compose(region -> executedHere(call)
                        .map(function -> functions.orElseThrow().invoke(call, function, region, parts))
                        .orElseGet(() ->
                                regions.address(region).compose(peer -> forward.inParts(peer.socket(), call, parts))));
    }

    private Future<String> region(UserCall<InvokeRequest> call) {
        return known(call)
                .compose(region -> residency
                        .refusal(call.project())
                        .<Future<String>>map(Future::failedFuture)
                        .orElseGet(() -> Future.succeededFuture(region)));
    }

    private Future<String> known(UserCall<InvokeRequest> call) {
        return home(call)
                .map(Future::succeededFuture)
                .orElseGet(() -> registry.refresh(patience)
                        .map(refreshed -> home(call)
                                .orElseThrow(() -> Problem.of(
                                        ProblemType.PROJECT_NOT_FOUND,
                                        "Project with the requested ID could not be found: " + call.project()))));
    }

    private Optional<String> home(UserCall<InvokeRequest> call) {
        return registry.snapshot().project(call.project()).map(Project::getHomeRegion);
    }

    private Optional<Function> executedHere(UserCall<InvokeRequest> call) {
        return registry.snapshot()
                .function(call.project(), call.request().getFunctionId())
                .filter(it -> call.isAnonymous() && requests.admission(it) instanceof FunctionAdmission.Execute);
    }
}
