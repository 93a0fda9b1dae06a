package dev.meridian.region.outbox;

import dev.meridian.core.id.Ids;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what committed changes owe, at least once, whatever crashes in between.
 *
 * <p>An event is added in the change's own transaction. A dispatcher takes a few at a time under row locks that other pods
 * skip, hands each to the consumer of its kind, and deletes it when that succeeded; what failed comes again after a
 * growing pause. Call {@link #wake} after the commit, else it goes out at the next look. Dispatching belongs to one
 * context.
 */
public final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final int BATCH = 32;
    private static final long LOOK_MILLIS = 500;
    private static final long DELIVERY_SECONDS = 10;
    private static final int LONGEST_PAUSE_SECONDS = 60;

    private static final String ADD = """
            insert into meridian.outbox_event (project_id, event_id, kind, payload, attempts, due_at, created_at)
            values ($1, $2, $3, $4, 0, $5, $5)
            """;
    private static final String TAKE = """
            select project_id, event_id, kind, payload, attempts from meridian.outbox_event
             where due_at <= $1 and kind = any($2) order by due_at limit $3 for update skip locked
            """;
    private static final String DELIVERED = "delete from meridian.outbox_event where project_id = $1 and event_id = $2";
    private static final String FAILED =
            "update meridian.outbox_event set attempts = attempts + 1, due_at = $3 where project_id = $1 and event_id = $2";

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Context context;
    private final Map<String, OutboxConsumer> consumers = new ConcurrentHashMap<>();
    private boolean busy;
    private boolean again;
    private boolean closed;
    private long timer;

    public Outbox(Vertx vertx, Database database, InstantSource clock, Ids ids) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.context = vertx.getOrCreateContext();
    }

    /** Names who takes the events of a kind; done before {@link #start}. */
    public void deliver(String kind, OutboxConsumer consumer) {
        consumers.put(kind, consumer);
    }

    public void start() {
        context.runOnContext(started -> {
            timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
            look();
        });
    }

    public Future<Void> close() {
        context.runOnContext(asked -> {
            closed = true;
            vertx.cancelTimer(timer);
        });
        return Future.succeededFuture();
    }

    /** Adds an event to the transaction. */
    public Future<Void> add(SqlConnection transaction, OutboxEvent event) {
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.of(event.project(), ids.unique(), event.kind(), event.payload(), now()))
                .mapEmpty();
    }

    /** Looks for events at once. */
    public void wake() {
        context.runOnContext(woken -> look());
    }

    private void look() {
        if (closed || consumers.isEmpty()) {
            return;
        }
        if (busy) {
            again = true;
            return;
        }
        busy = true;
        again = false;
        database.transaction(this::dispatch).onComplete(this::looked, failure -> {
            log.atWarn().setCause(failure).log("The outbox could not be emptied");
            looked(0);
        });
    }

    private void looked(int taken) {
        busy = false;
        if (again || taken == BATCH) {
            look();
        }
    }

    private Future<Integer> dispatch(SqlConnection transaction) {
        String[] kinds = consumers.keySet().toArray(String[]::new);
        return transaction
                .preparedQuery(TAKE)
                .execute(Tuple.of(now(), kinds, BATCH))
                .compose(rows -> dispatch(transaction, rows));
    }

    private Future<Integer> dispatch(SqlConnection transaction, RowSet<Row> rows) {
        return InTurn.each(rows, row -> dispatch(transaction, row)).map(rows.size());
    }

    private Future<Void> dispatch(SqlConnection transaction, Row row) {
        String project = row.getString("project_id");
        String id = row.getString("event_id");
        OutboxEvent event = new OutboxEvent(project, row.getString("kind"), row.getBuffer("payload"));
        return delivered(event)
                .transform(outcome -> outcome.succeeded()
                        ? transaction.preparedQuery(DELIVERED).execute(Tuple.of(project, id))
                        : postpone(transaction, event, id, row.getInteger("attempts"), outcome.cause()))
                .mapEmpty();
    }

    private Future<Void> delivered(OutboxEvent event) {
        OutboxConsumer consumer = consumers.get(event.kind());
        if (consumer == null) {
            return Future.failedFuture("nobody takes " + event.kind());
        }
        try {
            return consumer.take(event).timeout(DELIVERY_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<RowSet<Row>> postpone(
            SqlConnection transaction, OutboxEvent event, String id, int attempts, Throwable failure) {
        int pause = Math.min(LONGEST_PAUSE_SECONDS, 1 << Math.min(attempts, 6));
        log.atWarn()
                .addKeyValue("kind", event.kind())
                .addKeyValue("attempts", attempts + 1)
                .setCause(failure)
                .log("An event was not delivered and will come again");
        return transaction.preparedQuery(FAILED).execute(Tuple.of(event.project(), id, now().plusSeconds(pause)));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
