package dev.meridian.region.names;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.OutboxEvent;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names that must be unique in the network, claimed through the cluster before they are given out, and given back through
 * the outbox by the transaction that frees them.
 *
 * <p>The cluster keeps claims in memory only: after a start, all names that live here are claimed again, tried until a
 * quorum has taken them; serving does not wait for it. A name that was given out again before its release was delivered
 * stays claimed.
 */
public final class Names {

    private static final Logger log = LoggerFactory.getLogger(Names.class);
    private static final String RELEASE = "name.release";
    private static final long PAUSE_SECONDS = 5;

    private final Vertx vertx;
    private final Database database;
    private final Outbox outbox;
    private final EventPlane events;
    private final String site;
    private volatile boolean closed;

    /** Takes part in the outbox's deliveries from now on. */
    public Names(Vertx vertx, Database database, Outbox outbox, EventPlane events, String site) {
        this.vertx = vertx;
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.site = site;
        outbox.deliver(RELEASE, this::deliver);
    }

    /** Whether this region has the name now; as {@link EventPlane#claim}. */
    public Future<Boolean> claim(NameKind kind, String name) {
        return events.claim(kind.word(), name, site);
    }

    /** Claims on behalf of the region that the name's bearer is about to live in. */
    public Future<Boolean> claimFor(String region, NameKind kind, String name) {
        return events.claim(kind.word(), name, region);
    }

    /**
     * Whether another region has the name. One that nobody has is claimed for a moment: whoever else claims it in that
     * moment is refused, and so does not get it behind this answer's back.
     */
    public Future<Boolean> isElsewhere(NameKind kind, String name) {
        return isHeld(kind, name)
                .compose(isHere -> isHere
                        ? Future.succeededFuture(false)
                        : claim(kind, name)
                                .compose(
                                        isFree -> isFree ? free(kind, name).map(false) : Future.succeededFuture(true)));
    }

    /** Owes the name's release once the transaction, which frees it, commits; call {@link #wake} then. */
    public Future<Void> release(SqlConnection transaction, String project, NameKind kind, String name) {
        return outbox.add(transaction, new OutboxEvent(project, RELEASE, Buffer.buffer(kind.name() + '/' + name)));
    }

    /** Delivers releases at once. */
    public void wake() {
        outbox.wake();
    }

    /** Claims what lives here, in the background. */
    public void start() {
        Future<Void> claimed = Future.succeededFuture();
        for (NameKind kind : NameKind.values()) {
            claimed = claimed.compose(before -> database.read(kind.allHeld())).compose(rows -> claimAll(kind, rows));
        }
        claimed.onFailure(failure -> {
            log.atDebug().setCause(failure).log("Names are not claimed yet");
            if (!closed) {
                vertx.timer(PAUSE_SECONDS, TimeUnit.SECONDS).onSuccess(elapsed -> start());
            }
        });
    }

    public void close() {
        closed = true;
    }

    private Future<Void> claimAll(NameKind kind, RowSet<Row> rows) {
        return InTurn.each(rows, row -> closed ? Future.succeededFuture() : keep(kind, row.getString("name")));
    }

    private Future<Void> keep(NameKind kind, String name) {
        return claim(kind, name).map(isOurs -> {
            if (!isOurs) {
                log.atError()
                        .addKeyValue("kind", kind.word())
                        .addKeyValue("name", name)
                        .log("Another region has given out the same name; one of the two must be removed");
            }
            return null;
        });
    }

    private Future<Void> deliver(OutboxEvent event) {
        String[] parts = event.payload().toString().split("/", 2);
        NameKind kind = NameKind.valueOf(parts[0]);
        String name = parts[1];
        return isHeld(kind, name).compose(held -> held ? Future.succeededFuture() : free(kind, name));
    }

    /**
     * Frees a name at once whose release is owed, for a caller who is to find it free; when that fails, the outbox does it
     * later. Looks once more afterwards: the name may have been given out again just before it was freed.
     */
    public Future<Void> free(NameKind kind, String name) {
        return events.release(kind.word(), name, site)
                .compose(released -> isHeld(kind, name))
                .compose(held -> held ? keep(kind, name) : Future.succeededFuture());
    }

    private Future<Boolean> isHeld(NameKind kind, String name) {
        return database.read(kind.isHeld(), name).map(rows -> rows.size() > 0);
    }
}
