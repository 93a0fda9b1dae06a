package dev.meridian.router.proxy;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.Forwarding;
import dev.meridian.core.relay.Passage;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.NodeView;
import dev.meridian.router.health.Outcomes;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.Subject;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way along a plan: the chosen node, then the alternatives while that is safe and allowed; the next one
 * also beside the first (a hedge, Dean and Barroso 2013), where the first takes long. Used on the exchange's context.
 */
final class Journey {

    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    private final Exchange exchange;
    private final RequestHead head;
    private final Provenance provenance;
    private final Iterator<NodeView> stops;
    private final Means means;
    private int attempts;
    private boolean isDecided;

    /** What all journeys of a router share. */
    record Means(
            Vertx vertx,
            Forwarding forwarding,
            RetryBudget budget,
            Tally tally,
            Balancer balancer,
            Outcomes outcomes) {}

    /** @param attempts how many nodes it may be sent to */
    Journey(Exchange exchange, RoutePlan.To plan, Means means, int attempts) {
        this.exchange = exchange;
        this.head = RequestFacts.forwarded(exchange.request());
        this.provenance = exchange.provenance().withTarget(plan.subject().project(), resource(plan.subject()));
        this.stops = means.balancer().order(plan.nodes(), System.nanoTime()).stream()
                .limit(attempts)
                .iterator();
        this.means = means;
    }

    private static String resource(Subject subject) {
        return subject.kind() == Subject.Kind.SITE ? Provenance.ofSite(subject.resource()) : subject.resource();
    }

    /** A response's head, and how many nodes were asked for it. */
    record Arrival(Passage passage, RelayResponse response, int attempts) {

        /** @param headers changes the response's headers before they are sent */
        Future<Void> answer(Consumer<MultiMap> headers) {
            return passage.answer(response, headers);
        }
    }

    /** Asks one node after another; ends with the last one's response or problem. */
    Future<Arrival> travel() {
        return travel(means.forwarding().begin(exchange));
    }

    /** As {@link #travel()}, and has the next node asked too if no answer has begun after so long. */
    Future<Arrival> travelHedged(Duration patience) {
        List<Passage> passages = new ArrayList<>(2);
        Race<Arrival> race = new Race<>();
        race.enter(travel(another(passages)));
        long timer = means.vertx().setTimer(Math.max(1, patience.toMillis()), ignored -> {
            if (stops.hasNext()
                    && !exchange.ended().isComplete()
                    && means.budget().withdraw()) {
                means.tally().hedged();
                race.enter(travel(another(passages)));
            }
        });
        return race.won().onComplete(won -> {
            means.vertx().cancelTimer(timer);
            isDecided = true;
            passages.stream()
                    .filter(passage ->
                            won.failed() || !passage.equals(won.result().passage()))
                    .forEach(Passage::cancel);
        });
    }

    private Passage another(List<Passage> passages) {
        Passage passage = means.forwarding().begin(exchange);
        passages.add(passage);
        return passage;
    }

    private Future<Arrival> travel(Passage passage) {
        NodeView node = stops.next();
        attempts++;
        PeakEwma cost = means.balancer().of(node);
        cost.begun();
        long asked = System.nanoTime();
        return passage.to(node.relay(), head, provenance)
                .compose(
                        response -> {
                            long now = System.nanoTime();
                            cost.answered(now - asked, now);
                            return answered(passage, node, response);
                        },
                        failure -> {
                            cost.gone();
                            return failed(passage, node, failure);
                        });
    }

    private Future<Arrival> answered(Passage passage, NodeView node, RelayResponse response) {
        if (!response.headers().contains(ProblemAnswer.DECLINED)) {
            means.outcomes().answered(node.info().getName());
        } else {
            if (response.status() != Residency.DENIED.status()) {
                means.outcomes().declined(node.info().getName());
            }
            // A node that is alive but declines may only be the first of many that are busy: the next is on the budget.
            if (stops.hasNext()
                    && passage.mayTryAgain(declined())
                    && means.budget().withdraw()) {
                return goOn(passage, node, declined());
            }
        }
        means.tally().sent(node);
        return Future.succeededFuture(new Arrival(passage, response, attempts));
    }

    /** Stands for a node that answered that it did nothing. */
    private static Problem declined() {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE, "The node could not take the request just now.", true, null);
    }

    private Future<Arrival> failed(Passage passage, NodeView node, Throwable failure) {
        if (isDecided || exchange.ended().isComplete()) {
            return Future.failedFuture(failure);
        }
        if (failure instanceof Problem problem && problem.source() == Problem.Source.UPSTREAM) {
            means.outcomes().failed(node.info().getName());
        }
        boolean mayGoOn = stops.hasNext()
                && passage.mayTryAgain(failure)
                && (isUnseen(failure) || means.budget().withdraw());
        return mayGoOn ? goOn(passage, node, failure) : Future.failedFuture(failure);
    }

    /** Whether nothing of the request can have reached the node; asking another then adds no load to any. */
    private static boolean isUnseen(Throwable failure) {
        return failure instanceof Problem problem && problem.isRetryable();
    }

    private Future<Arrival> goOn(Passage passage, NodeView node, Throwable failure) {
        means.tally().failedOver();
        LOG.atDebug()
                .addKeyValue("node", node.info().getName())
                .addKeyValue("trace", provenance.trace().traceId())
                .addKeyValue("because", failure.getMessage())
                .log("Node did not answer; the next one is asked");
        return travel(passage);
    }
}
