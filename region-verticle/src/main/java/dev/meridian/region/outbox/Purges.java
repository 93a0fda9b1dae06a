package dev.meridian.region.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.TraceParent;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeMark;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every edge what it must no longer serve. Each purge carries the region's next sequence number, so that an edge
 * that missed one can tell; how far the sequence has come is told every second, so that the last one cannot be missed
 * either.
 */
public final class Purges {

    /** Where purges are published. */
    public static final String ADDRESS = "cache.purge";

    /** Where it is told how far the purges have come. */
    public static final String MARKS = "cache.mark";

    private static final Logger log = LoggerFactory.getLogger(Purges.class);
    private static final long MARK_MILLIS = 1_000;
    private static final String KIND = "purge";
    private static final String NEXT =
            "update meridian.region set purge_sequence = purge_sequence + 1 where site = $1 returning purge_sequence, epoch";

    private static final String LAST = "select purge_sequence, epoch from meridian.region where site = $1";

    private final Database database;
    private final Outbox outbox;
    private final EventPlane events;
    private final InstantSource clock;
    private final String site;
    private long timer;
    private boolean telling;

    /** Takes part in the outbox's deliveries from now on. */
    public Purges(Database database, Outbox outbox, EventPlane events, InstantSource clock, String site) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
        this.site = site;
        outbox.deliver(KIND, this::publish);
    }

    /** Begins to tell how far the purges have come, on the caller's context. */
    public void start(Vertx vertx) {
        timer = vertx.setPeriodic(MARK_MILLIS, tick -> tell());
    }

    public void close(Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void tell() {
        if (telling) {
            return;
        }
        telling = true;
        database.read(LAST, site)
                .onSuccess(rows -> publish(rows.iterator().next()))
                .onFailure(failure -> log.atDebug().setCause(failure).log("How far the purges have come is unknown"))
                .onComplete(told -> telling = false);
    }

    private void publish(Row last) {
        PurgeMark mark = PurgeMark.newBuilder()
                .setRegion(site)
                .setEpoch(last.getString("epoch"))
                .setSequence(last.getLong("purge_sequence"))
                .build();
        events.publish(MARKS, Buffer.buffer(mark.toByteArray()));
    }

    /**
     * Owes a purge once the transaction commits; call {@link Outbox#wake} then.
     *
     * @param tags surrogate keys; none means everything of the project
     * @param cause of the request that changes what they name
     */
    public Future<Void> add(SqlConnection transaction, String project, List<String> tags, TraceParent cause) {
        Purge purge = Purge.newBuilder()
                .setRegion(site)
                .setProject(project)
                .addAllTags(tags)
                .setIssuedAtMillis(clock.millis())
                .setTraceparent(cause.toString())
                .build();
        return outbox.add(transaction, new OutboxEvent(project, KIND, Buffer.buffer(purge.toByteArray())));
    }

    /** The sequence is drawn and committed first: a crash before publishing leaves a gap, which edges notice. */
    private Future<Void> publish(OutboxEvent event) {
        return database.write(NEXT, site)
                .onSuccess(rows -> publish(event, rows.iterator().next()))
                .mapEmpty();
    }

    private void publish(OutboxEvent event, Row counted) {
        Purge owed = parse(event);
        Purge purge = owed.toBuilder()
                .setTraceparent(TraceParent.parse(owed.getTraceparent()).child().toString())
                .setSequence(counted.getLong("purge_sequence"))
                .setEpoch(counted.getString("epoch"))
                .build();
        events.publish(ADDRESS, Buffer.buffer(purge.toByteArray()));
    }

    private static Purge parse(OutboxEvent event) {
        try {
            return Purge.parseFrom(event.payload().getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a purge of project " + event.project() + " is damaged", e);
        }
    }
}
