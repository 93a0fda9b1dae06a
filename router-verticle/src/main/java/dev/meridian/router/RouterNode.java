package dev.meridian.router;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.core.latency.RoundTripSampler;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.purge.PurgeDoor;
import dev.meridian.core.purge.PurgeForward;
import dev.meridian.router.explain.Explaining;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.health.FleetWatch;
import dev.meridian.router.health.Outcomes;
import dev.meridian.router.latency.MeasuredRoundTrips;
import dev.meridian.router.proxy.RoutedCalls;
import dev.meridian.router.proxy.RoutingProxy;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.RoutePlanner;
import dev.meridian.router.route.RouteQuery;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.function.Function;

/** A router at work: a handler for exchanges, gRPC services for the relay door, and a close that drains. */
public final class RouterNode {

    private static final long WINDOW_MILLIS = 1_000;

    private final RoutingProxy proxy;
    private final RoutedCalls calls;
    private final PurgeForward purging;
    private final Explaining explaining;
    private final Drain drain;
    private final ClientPlaces places;
    private final Runnable ending;

    private RouterNode(
            RoutingProxy proxy,
            RoutedCalls calls,
            PurgeForward purging,
            Explaining explaining,
            Drain drain,
            ClientPlaces places,
            Runnable ending) {
        this.proxy = proxy;
        this.calls = calls;
        this.purging = purging;
        this.explaining = explaining;
        this.drain = drain;
        this.places = places;
        this.ending = ending;
    }

    /** Succeeds once clients can be placed; {@code /readyz} says when the network behind it can serve. */
    public static Future<RouterNode> start(NodeContext node, RouterSettings settings) {
        return ClientPlaces.start(node, settings).map(places -> placed(node, settings, places));
    }

    private static RouterNode placed(NodeContext node, RouterSettings settings, ClientPlaces places) {
        NodeSettings self = node.settings();
        Locator locator = places.locator();
        RoutePlanner planner = new RoutePlanner(self.domains(), self.regions());
        Outcomes outcomes = new Outcomes();
        MeasuredRoundTrips measured = new MeasuredRoundTrips(node.clock());
        FleetWatch watch = new FleetWatch(node.topology(), node.clock(), outcomes, measured);
        EventPlane.Subscription digests = node.events().subscribe(RoundTripSampler.DIGESTS, measured::hear);
        long windows = node.vertx().setPeriodic(WINDOW_MILLIS, ignored -> watch.window());
        Function<RouteQuery, RoutePlan> plans =
                query -> planner.plan(query, node.registry().snapshot(), watch.current());
        RoutingProxy proxy = new RoutingProxy(node, locator, plans, outcomes, settings);
        RoutedCalls calls = new RoutedCalls(node, locator, plans, settings.attempts(), settings.patience());
        PurgeForward purging = new PurgeForward(node, settings.patience());
        Drain drain = new Drain(node.vertx(), settings.drain());
        Readiness readiness = new Readiness(node.topology(), node.registry(), self.regions(), node.clock());
        node.telemetry().readyWhen("routing", () -> !drain.isDraining());
        node.telemetry().readyWhen("network", readiness::holds);
        Explaining explaining = new Explaining(
                node.vertx(),
                locator,
                new Explaining.Plans(
                        plans, query -> planner.explain(query, node.registry().snapshot(), watch.current())),
                node.topology());
        Runnable ending = () -> {
            node.vertx().cancelTimer(windows);
            digests.cancel();
        };
        return new RouterNode(proxy, calls, purging, explaining, drain, places, ending);
    }

    /** Answers every exchange that a door takes in. */
    public Handler<Exchange> exchanges() {
        return exchange -> {
            drain.enter(exchange);
            if (!explaining.answered(exchange)) {
                proxy.handle(exchange);
            }
        };
    }

    /** gRPC services for the relay door. */
    public List<Service> services() {
        return List.of(explaining.service());
    }

    /** gRPC for users, on the public door. */
    public List<Service> publicServices() {
        return List.of(explaining.service(), InvokeDoor.forUsers(calls), PurgeDoor.forUsers(purging::home));
    }

    /** Says that it is not ready any more, then waits until requests under way have ended, within a bound. */
    public Future<Void> close() {
        return Future.join(drain.begin(), places.close()).<Void>mapEmpty().onComplete(ignored -> ending.run());
    }
}
