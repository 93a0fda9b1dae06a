package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.Trigger;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.region.events.Event;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues the functions that listen to an event. An execution has the ID of its event, so that an event which is delivered
 * again starts none twice.
 *
 * <p>An event that an execution caused is one deeper than the event which started that execution; chains end at
 * {@link #MOST_DEPTH}.
 */
final class EventTriggers {

    /** Events that may cause one another; the open-source server has no such bound. */
    static final int MOST_DEPTH = 8;

    /** How long an event waits for a project whose queue is full. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(EventTriggers.class);
    private static final List<HeaderLine> HEADERS = List.of(new HeaderLine("content-type", "application/json"));

    private static final String LISTENERS = """
            select f.function_id, f.deployment_id, exists (
                     select 1 from meridian.deployment d
                      where d.project_id = f.project_id and d.owner_type = 'function' and d.owner_id = f.function_id
                        and d.deployment_id = f.deployment_id and d.status = 'ready') as is_ready
              from meridian.function f
             where f.project_id = $1 and f.enabled and f.events && $2
             order by f.function_id
            """;

    private final Database database;
    private final ExecutionQueue queue;
    private final QueueWorker worker;
    private final QueueMeters meters;
    private final InstantSource clock;

    EventTriggers(
            Database database, ExecutionQueue queue, QueueWorker worker, QueueMeters meters, InstantSource clock) {
        this.database = database;
        this.queue = queue;
        this.worker = worker;
        this.meters = meters;
        this.clock = clock;
    }

    /** Succeeds once all who listen are queued; fails while the project has no room for them. */
    Future<Void> take(Event event) {
        if (event.cause().depth() >= MOST_DEPTH) {
            return refuse(
                    event, QueueMeters.Refusal.DEPTH, "Events have caused one another too often; the chain ends here");
        }
        Buffer body = event.payload().toBuffer();
        if (body.length() > Asked.MOST_BODY) {
            return refuse(event, QueueMeters.Refusal.SIZE, "An event is too large for a function to be given");
        }
        return database.transaction(transaction -> listeners(transaction, event)
                        .compose(rows -> InTurn.each(rows, row -> queue(transaction, event, body, row)))
                        .map(true))
                .onSuccess(queued -> worker.wake())
                .<Void>mapEmpty()
                .recover(failure -> isFull(failure) && hasWaitedLong(event)
                        ? refuse(
                                event,
                                QueueMeters.Refusal.FULL,
                                "The project's queue stayed full; an event is given up")
                        : Future.failedFuture(failure));
    }

    private static Future<Iterable<Row>> listeners(SqlConnection transaction, Event event) {
        return transaction
                .preparedQuery(LISTENERS)
                .execute(
                        Tuple.of(event.project()).addArrayOfString(event.names().toArray(String[]::new)))
                .map(rows -> rows);
    }

    private Future<Void> queue(SqlConnection transaction, Event event, Buffer body, Row listener) {
        String function = listener.getString("function_id");
        if (!listener.getBoolean("is_ready")) {
            meters.refused(QueueMeters.Refusal.DEPLOYMENT);
            return Future.succeededFuture();
        }
        Call call = new Call(
                event.project(),
                function,
                new Asked("POST", "/", HEADERS, body),
                Sender.ofEvent(event.cause().userId()));
        Trigger trigger = new Trigger("event", event.name(), event.cause().depth() + 1);
        return queue.add(
                        transaction,
                        new QueuedExecution(event.id(), trigger, call),
                        listener.getString("deployment_id"),
                        Optional.empty())
                .<Void>mapEmpty()
                .recover(failure -> isGone(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private Future<Void> refuse(Event event, QueueMeters.Refusal reason, String message) {
        meters.refused(reason);
        log.atWarn()
                .addKeyValue("project", event.project())
                .addKeyValue("event", event.name())
                .log(message);
        return Future.succeededFuture();
    }

    private boolean hasWaitedLong(Event event) {
        return event.at().plus(LONGEST_WAIT).isBefore(clock.instant());
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof Problem problem && problem.type().equals(ProblemType.RATE_LIMIT_EXCEEDED);
    }

    /** The function was deleted just now. */
    private static boolean isGone(Throwable failure) {
        return failure instanceof Problem problem && problem.type().status() == 404;
    }
}
