package dev.meridian.router.proxy;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.ServerTiming;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.protect.ClientGuard;
import dev.meridian.core.protect.ProjectShares;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.relay.Forwarding;
import dev.meridian.core.residency.NodeResidency;
import dev.meridian.router.RouterSettings;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.health.Outcomes;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.RouteQuery;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Routes exchanges. One object serves all event loops; each exchange stays on its own.
 *
 * <p>Phases: read the facts, plan, perhaps ask the regions for news, then send, redirect or refuse.
 */
public final class RoutingProxy implements Handler<Exchange> {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

    private final String name;
    private final Locator locator;
    private final Function<RouteQuery, RoutePlan> plans;
    private final NodeResidency residency;
    private final Registry registry;
    private final Tally tally;
    private final RetryBudget budget = new RetryBudget();
    private final Journey.Means means;
    private final RouterSettings settings;
    private final ProjectShares shares;
    private final Optional<RegionHosts> regionHosts;

    /**
     * @param plans the planner with what is known at present
     * @param residency what this router may serve
     * @param outcomes told of what becomes of requests
     */
    public RoutingProxy(
            NodeContext node,
            Locator locator,
            Function<RouteQuery, RoutePlan> plans,
            NodeResidency residency,
            Outcomes outcomes,
            RouterSettings settings) {
        this.name = node.settings().name();
        this.locator = locator;
        this.plans = plans;
        this.residency = residency;
        this.registry = node.registry();
        this.tally = new Tally(node.telemetry());
        this.settings = settings;
        this.regionHosts = settings.redirects()
                ? Optional.of(new RegionHosts(
                        node.settings().domains(), node.settings().regions()))
                : Optional.empty();
        this.shares = new ProjectShares(settings.requests(), node.telemetry().metrics());
        this.means = new Journey.Means(
                node.vertx(),
                new Forwarding(node.relay()),
                budget,
                tally,
                new Balancer(ThreadLocalRandom::current),
                outcomes);
    }

    @Override
    public void handle(Exchange exchange) {
        long begun = System.nanoTime();
        RouteQuery query = RequestFacts.query(exchange, locator);
        RoutePlan plan = plans.apply(query);
        if (plan instanceof RoutePlan.Refused refused && isPerhapsTooNew(refused.problem())) {
            registry.refresh(settings.patience()).onSuccess(refreshed -> {
                if (!exchange.ended().isComplete()) {
                    act(exchange, plans.apply(query), begun);
                }
            });
        } else {
            act(exchange, plan, begun);
        }
    }

    /** Something made a moment ago in a region may not have reached this node's registry yet. */
    private static boolean isPerhapsTooNew(Problem problem) {
        return problem.type().equals(ProblemType.PROJECT_NOT_FOUND)
                || problem.type().equals(ProblemType.HOST_NOT_FOUND);
    }

    private void act(Exchange exchange, RoutePlan plan, long begun) {
        String project = plan.subject().project();
        exchange.isOf(project);
        Optional<Problem> refusal = residency.refusal(project);
        if (refusal.isPresent() && !(plan instanceof RoutePlan.Refused)) {
            refuse(exchange, refusal.get());
        } else {
            follow(exchange, plan, begun);
        }
    }

    private void follow(Exchange exchange, RoutePlan plan, long begun) {
        switch (plan) {
            case RoutePlan.To to ->
                regionHosts
                        .flatMap(hosts -> hosts.of(exchange.request(), to, registry.snapshot()))
                        .ifPresentOrElse(there -> redirect(exchange, 307, there), () -> send(exchange, to, begun));
            case RoutePlan.Redirect redirect ->
                redirect(
                        exchange, REDIRECTS.contains(redirect.status()) ? redirect.status() : 302, redirect.location());
            case RoutePlan.Refused refused -> refuse(exchange, refused.problem());
        }
    }

    private void send(Exchange exchange, RoutePlan.To plan, long begun) {
        if (exchange.provenance().hopsLeft() < 1) {
            refuse(exchange, Problem.of(ProblemType.LOOP_DETECTED, "The request went from node to node too often"));
            return;
        }
        try {
            ClientGuard.Stay stay = shares.begin(plan.subject().project());
            exchange.ended().onComplete(ignored -> stay.leave());
        } catch (Problem nearlyFull) {
            refuse(exchange, nearlyFull);
            return;
        }
        budget.deposit();
        Journey journey = new Journey(exchange, plan, means, settings.attempts());
        (mayBeHedged(exchange) ? journey.travelHedged(settings.hedge()) : journey.travel())
                .onSuccess(arrival -> arrival.answer(headers -> {
                    headers.set("meridian-router", name);
                    if (arrival.attempts() > 1) {
                        headers.set("meridian-attempts", Integer.toString(arrival.attempts()));
                    }
                    headers.add("server-timing", ServerTiming.metric("router", System.nanoTime() - begun));
                }))
                .onFailure(failure -> refuse(exchange, Problem.from(failure)));
    }

    /** Twice the work for a quick answer: only of what changes nothing and brings no body. */
    private boolean mayBeHedged(Exchange exchange) {
        HttpMethod method = exchange.request().method();
        return settings.hedge().isPositive()
                && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
                && exchange.request().contentLength() == 0
                && !exchange.request().isUpgrade();
    }

    private void redirect(Exchange exchange, int status, String location) {
        tally.redirected();
        MultiMap headers =
                MultiMap.caseInsensitiveMultiMap().set("location", location).set("meridian-router", name);
        exchange.respond(status, headers, Buffer.buffer());
    }

    private void refuse(Exchange exchange, Problem problem) {
        tally.refused();
        if (exchange.ended().isComplete()) {
            return;
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("meridian-router", name);
        if (problem.isRetryable()) {
            headers.set("retry-after", "1");
        }
        ProblemAnswer.give(exchange, problem, headers);
    }
}
