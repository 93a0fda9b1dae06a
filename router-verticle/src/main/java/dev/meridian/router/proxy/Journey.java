package dev.meridian.router.proxy;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.Passage;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.core.topology.NodeView;
import dev.meridian.router.route.RoutePlan;
import dev.meridian.router.route.Subject;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way along a plan: the chosen node, then the alternatives while that is safe and allowed. */
final class Journey {

    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    private final Passage passage;
    private final RequestHead head;
    private final Provenance provenance;
    private final Iterator<NodeView> stops;
    private final RetryBudget budget;
    private final Tally tally;
    private int attempts;

    /** @param attempts how many nodes it may be sent to */
    Journey(Exchange exchange, RoutePlan.To plan, Passage passage, RetryBudget budget, Tally tally, int attempts) {
        this.passage = passage;
        this.head = RequestFacts.forwarded(exchange.request());
        this.provenance = exchange.provenance().withTarget(plan.subject().project(), resource(plan.subject()));
        this.stops = Stream.concat(Stream.of(plan.node()), plan.alternatives().stream())
                .limit(attempts)
                .iterator();
        this.budget = budget;
        this.tally = tally;
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
        NodeView node = stops.next();
        attempts++;
        return passage.to(node.relay(), head, provenance)
                .compose(
                        response -> mayAskAnother(response) ? goOn(node, declined()) : arrived(node, response),
                        failure -> mayGoOn(failure) ? goOn(node, failure) : Future.failedFuture(failure));
    }

    private Future<Arrival> arrived(NodeView node, RelayResponse response) {
        tally.sent(node);
        return Future.succeededFuture(new Arrival(passage, response, attempts));
    }

    /** A node that is alive but declines may only be the first of many that are busy: what follows is on the budget. */
    private boolean mayAskAnother(RelayResponse response) {
        return response.headers().contains(ProblemAnswer.DECLINED)
                && stops.hasNext()
                && passage.mayTryAgain(declined())
                && budget.withdraw();
    }

    /** Stands for a node that answered that it did nothing. */
    private static Problem declined() {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE, "The node could not take the request just now.", true, null);
    }

    private boolean mayGoOn(Throwable failure) {
        return stops.hasNext() && passage.mayTryAgain(failure) && (isUnseen(failure) || budget.withdraw());
    }

    /** Whether nothing of the request can have reached the node; asking another then adds no load to any. */
    private static boolean isUnseen(Throwable failure) {
        return failure instanceof Problem problem && problem.isRetryable();
    }

    private Future<Arrival> goOn(NodeView node, Throwable failure) {
        tally.failedOver();
        LOG.atDebug()
                .addKeyValue("node", node.info().getName())
                .addKeyValue("trace", provenance.trace().traceId())
                .addKeyValue("because", failure.getMessage())
                .log("Node did not answer; the next one is asked");
        return travel();
    }
}
