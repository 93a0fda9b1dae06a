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
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names that must be unique in the network, claimed through the cluster before they are given out, and given back through
 * the outbox by the transaction that frees them.
 *
 * <p>The cluster keeps claims in memory only: after a start, and every few minutes from then on, all names that live here
 * are claimed again, so that what a cluster lost which went on without this region's claims is whole again; serving does
 * not wait for it. A name that was claimed and then not given out, as by a region that was killed in between, is given
 * back after {@link PendingClaims#LONGEST}. A name that was given out again before its release was delivered stays claimed.
 */
public final class Names {

    private static final Logger log = LoggerFactory.getLogger(Names.class);
    private static final String RELEASE = "name.release";
    private static final long PAUSE_SECONDS = 5;
    private static final long ROUND_SECONDS = 600;
    private static final long SWEEP_SECONDS = 60;

    private final Vertx vertx;
    private final Database database;
    private final Outbox outbox;
    private final EventPlane events;
    private final PendingClaims pending;
    private final String site;
    private volatile boolean closed;

    /** Takes part in the outbox's deliveries from now on. */
    public Names(Vertx vertx, Database database, Outbox outbox, EventPlane events, InstantSource clock, String site) {
        this.vertx = vertx;
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.pending = new PendingClaims(database, clock);
        this.site = site;
        outbox.deliver(RELEASE, this::deliver);
    }

    /** Whether this region has the name now, for a while until it is given out; as {@link EventPlane#claim}. */
    public Future<Boolean> claim(NameKind kind, String name) {
        return pending.add(kind, name).compose(written -> take(kind, name));
    }

    /** Claims on behalf of the region that the name's bearer is about to live in. */
    public Future<Boolean> claimFor(String region, NameKind kind, String name) {
        return region.equals(site) ? claim(kind, name) : events.claim(kind.word(), name, region);
    }

    /** Whether another region has the name; as {@link EventPlane#holder}. */
    public Future<Boolean> isElsewhere(NameKind kind, String name) {
        return events.holder(kind.word(), name)
                .map(holder -> holder.isPresent() && !holder.get().equals(site));
    }

    /** Owes the name's release once the transaction, which frees it, commits; call {@link #wake} then. */
    public Future<Void> release(SqlConnection transaction, String project, NameKind kind, String name) {
        return outbox.add(transaction, new OutboxEvent(project, RELEASE, Buffer.buffer(kind.name() + '/' + name)));
    }

    /** Delivers releases at once. */
    public void wake() {
        outbox.wake();
    }

    /** Claims what lives here and gives back what nobody has got, in the background, from now on. */
    public void start() {
        keepAll();
        later(SWEEP_SECONDS, this::sweepOn);
    }

    public void close() {
        closed = true;
    }

    private void keepAll() {
        claimHeld().onSuccess(claimed -> later(ROUND_SECONDS, this::keepAll)).onFailure(failure -> {
            log.atDebug().setCause(failure).log("Names are not claimed yet");
            later(PAUSE_SECONDS, this::keepAll);
        });
    }

    /** Claims all names that live here. */
    Future<Void> claimHeld() {
        Future<Void> claimed = Future.succeededFuture();
        for (NameKind kind : NameKind.values()) {
            claimed = claimed.compose(before -> database.read(kind.allHeld())).compose(rows -> claimAll(kind, rows));
        }
        return claimed;
    }

    private void sweepOn() {
        sweep().onComplete(swept -> later(SWEEP_SECONDS, this::sweepOn), failure -> {
            log.atDebug().setCause(failure).log("Names that nobody has got are not given back yet");
            later(SWEEP_SECONDS, this::sweepOn);
        });
    }

    /** Gives back what was claimed and not given out in time. */
    Future<Void> sweep() {
        return pending.sweep(this::settle).compose(more -> more && !closed ? sweep() : Future.<Void>succeededFuture());
    }

    private Future<Void> settle(NameKind kind, String name) {
        return isHeld(kind, name).compose(held -> held ? Future.succeededFuture() : free(kind, name));
    }

    private void later(long seconds, Runnable work) {
        if (!closed) {
            vertx.timer(seconds, TimeUnit.SECONDS).onSuccess(elapsed -> {
                if (!closed) {
                    work.run();
                }
            });
        }
    }

    private Future<Void> claimAll(NameKind kind, RowSet<Row> rows) {
        return InTurn.each(rows, row -> closed ? Future.succeededFuture() : keep(kind, row.getString("name")));
    }

    private Future<Void> keep(NameKind kind, String name) {
        return take(kind, name).map(isOurs -> {
            if (!isOurs && kind.isSole()) {
                log.atError()
                        .addKeyValue("kind", kind.word())
                        .addKeyValue("name", name)
                        .log("Another region has given out the same name; one of the two must be removed");
            }
            return null;
        });
    }

    private Future<Boolean> take(NameKind kind, String name) {
        return events.claim(kind.word(), name, site);
    }

    /** That a domain was held here is known in the network before anybody can have the domain. */
    private Future<Void> deliver(OutboxEvent event) {
        String[] parts = event.payload().toString().split("/", 2);
        NameKind kind = NameKind.valueOf(parts[0]);
        String name = parts[1];
        Future<Void> remembered =
                kind == NameKind.DOMAIN ? keepIfHeld(NameKind.FORMER, name) : Future.succeededFuture();
        return remembered.compose(known -> settle(kind, name));
    }

    /**
     * Frees a name at once whose release is owed, for a caller who is to find it free; when that fails, the outbox does it
     * later. Looks once more afterwards: the name may have been given out again just before it was freed.
     */
    public Future<Void> free(NameKind kind, String name) {
        return events.release(kind.word(), name, site).compose(released -> keepIfHeld(kind, name));
    }

    private Future<Void> keepIfHeld(NameKind kind, String name) {
        return isHeld(kind, name).compose(held -> held ? keep(kind, name) : Future.succeededFuture());
    }

    private Future<Boolean> isHeld(NameKind kind, String name) {
        return database.read(kind.isHeld(), name).map(rows -> rows.size() > 0);
    }
}
