package dev.meridian.router.proxy;

import dev.meridian.core.grpc.CallForward;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.node.Domains;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.RouteQuery;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code functions.v1.Functions/Invoke} at a router: planned as an HTTP request to the function's host would be; with
 * credentials, as one to the API, for only the home region can check them.
 */
public final class RoutedCalls {

    private final Locator locator;
    private final Function<RouteQuery, RoutePlan> plans;
    private final Registry registry;
    private final Domains domains;
    private final CallForward<InvokeRequest, InvokeResponse> forward;
    private final int attempts;
    private final Duration patience;

    /** As {@link RoutingProxy}. */
    public RoutedCalls(
            NodeContext node, Locator locator, Function<RouteQuery, RoutePlan> plans, int attempts, Duration patience) {
        this.locator = locator;
        this.plans = plans;
        this.registry = node.registry();
        this.domains = node.settings().domains();
        this.forward = InvokeDoor.forward(node.relay());
        this.attempts = attempts;
        this.patience = patience;
    }

    /** Fails with a problem where the function was not run. */
    public Future<InvokeResponse> answer(UserCall<InvokeRequest> call) {
        RoutePlan plan = plans.apply(query(call));
        return plan instanceof RoutePlan.Refused refused
                        && refused.problem().type().equals(ProblemType.PROJECT_NOT_FOUND)
                ? registry.refresh(patience).compose(refreshed -> follow(plans.apply(query(call)), call))
                : follow(plan, call);
    }

    private RouteQuery query(UserCall<InvokeRequest> call) {
        String host = Optional.of(call)
                .filter(UserCall::isAnonymous)
                .flatMap(it ->
                        registry.snapshot().function(it.project(), it.request().getFunctionId()))
                .map(function -> function.getLabel() + "." + domains.network())
                .orElse(domains.api());
        String wish =
                Optional.ofNullable(call.metadata().get("meridian-region")).orElse("");
        return new RouteQuery(host, "POST", "/", call.project(), wish, locator.locate(call.clientAddress()));
    }

    private Future<InvokeResponse> follow(RoutePlan plan, UserCall<InvokeRequest> call) {
        return switch (plan) {
            case RoutePlan.To to ->
                travel(
                        Stream.concat(Stream.of(to.node()), to.alternatives().stream())
                                .limit(attempts)
                                .iterator(),
                        call);
            case RoutePlan.Refused refused -> Future.failedFuture(refused.problem());
            case RoutePlan.Redirect redirect ->
                Future.failedFuture(Problem.of(ProblemType.HOST_NOT_FOUND, "A redirect executes nothing"));
        };
    }

    /** The next node is asked only if nothing was sent to the one before: a function may be run once at most. */
    private Future<InvokeResponse> travel(Iterator<NodeView> stops, UserCall<InvokeRequest> call) {
        return forward.to(stops.next().relay().socket(), call)
                .recover(failure -> stops.hasNext() && failure instanceof Problem problem && problem.isRetryable()
                        ? travel(stops, call)
                        : Future.failedFuture(failure));
    }
}
