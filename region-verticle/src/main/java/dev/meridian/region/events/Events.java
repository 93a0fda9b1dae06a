package dev.meridian.region.events;

import dev.meridian.core.id.Ids;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.OutboxEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * Takes in what happened and brings it to who listens.
 *
 * <p>Whether anybody listens is asked in the transaction of the change, so that what was listened to before the change
 * began is told, whichever pod either came to.
 */
public final class Events {

    private static final String KIND = "event";

    private static final String IS_LISTENED_TO =
            "select 1 from meridian.event_listener where project_id = $1 and pattern = any($2) limit 1";

    private final Outbox outbox;
    private final Ids ids;
    private final InstantSource clock;

    public Events(Outbox outbox, Ids ids, InstantSource clock) {
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Names who is told; done before the outbox starts. A failure brings the event again. */
    public void deliver(Function<Event, Future<Void>> listener) {
        outbox.deliver(KIND, taken -> listener.apply(Event.of(taken.project(), new JsonObject(taken.payload()))));
    }

    /**
     * Adds an event to the transaction if anybody listens to it. It goes out within half a second of the commit, or with
     * {@link #wake} at once.
     *
     * @param payload see {@link Event#payload}
     */
    public Future<Void> add(
            SqlConnection transaction,
            String project,
            EventSubject subject,
            String action,
            JsonObject payload,
            Cause cause) {
        Event event = new Event(ids.unique(), project, subject, action, payload, cause, clock.instant());
        return transaction
                .preparedQuery(IS_LISTENED_TO)
                .execute(Tuple.of(project).addArrayOfString(event.names().toArray(String[]::new)))
                .compose(listeners -> listeners.size() == 0
                        ? Future.succeededFuture()
                        : outbox.add(
                                transaction,
                                new OutboxEvent(project, KIND, event.json().toBuffer())));
    }

    /** Sends what was added and has been committed. */
    public void wake() {
        outbox.wake();
    }
}
