package dev.meridian.router.proxy;

import dev.meridian.core.grpc.Parts;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.invoke.Invocations;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.node.Domains;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.functions.v1.InvokePart;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.RouteQuery;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code functions.v1.Functions} at a router: planned as an HTTP request to the function's host would be; with
 * credentials, as one to the API, for only the home region can check them.
 */
public final class RoutedCalls implements Invocations {

    private final Locator locator;
    private final Function<RouteQuery, RoutePlan> plans;
    private final Registry registry;
    private final Domains domains;
    private final InvokeDoor.Forward forward;
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

    @Override
    public Future<InvokeResponse> whole(UserCall<InvokeRequest> call) {
        return answer(call, node -> forward.whole(node, call));
    }

    @Override
    public Future<Optional<InvokePart>> inParts(UserCall<InvokeRequest> call, Parts<InvokePart> parts) {
        return answer(call, node -> forward.inParts(node, call, parts));
    }

    private <T> Future<T> answer(UserCall<InvokeRequest> call, Function<SocketAddress, Future<T>> asking) {
        RoutePlan plan = plans.apply(query(call));
        return plan instanceof RoutePlan.Refused refused
                        && refused.problem().type().equals(ProblemType.PROJECT_NOT_FOUND)
                ? registry.refresh(patience).compose(refreshed -> follow(plans.apply(query(call)), asking))
                : follow(plan, asking);
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

    private <T> Future<T> follow(RoutePlan plan, Function<SocketAddress, Future<T>> asking) {
        return switch (plan) {
            case RoutePlan.To to -> travel(to.nodes().stream().limit(attempts).iterator(), asking);
            case RoutePlan.Refused refused -> Future.failedFuture(refused.problem());
            case RoutePlan.Redirect redirect ->
                Future.failedFuture(Problem.of(ProblemType.HOST_NOT_FOUND, "A redirect executes nothing"));
        };
    }

    /** The next node is asked only if nothing was sent to the one before: a function may be run once at most. */
    private static <T> Future<T> travel(Iterator<NodeView> stops, Function<SocketAddress, Future<T>> asking) {
        return asking.apply(stops.next().relay().socket())
                .recover(failure -> stops.hasNext() && failure instanceof Problem problem && problem.isRetryable()
                        ? travel(stops, asking)
                        : Future.failedFuture(failure));
    }
}
