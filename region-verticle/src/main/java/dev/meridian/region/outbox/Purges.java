package dev.meridian.region.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.id.Ids;
import dev.meridian.core.purge.PurgePlane;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Tells every edge what it must no longer serve. Each purge has the region's next sequence number and is kept for a
 * while, so that an edge that missed one can tell, and ask for it.
 */
public final class Purges {

    private static final String KIND = "purge";

    /** Numbers go up in the order of commits: whoever sees one sees all below it. */
    private static final String DRAW = """
            with drawn as (
                update meridian.region set purge_sequence = purge_sequence + 1 where site = $1
                returning purge_sequence, epoch
            ), kept as (
                insert into meridian.purge (project_id, purge_id, sequence, body, issued_at)
                select $2, $3, purge_sequence, $4, $5 from drawn
            )
            select purge_sequence, epoch from drawn
            """;

    private final Database database;
    private final Outbox outbox;
    private final EventPlane events;
    private final InstantSource clock;
    private final Ids ids;
    private final String site;

    /** Takes part in the outbox's deliveries from now on. */
    public Purges(Database database, Outbox outbox, EventPlane events, InstantSource clock, Ids ids, String site) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
        this.site = site;
        outbox.deliver(KIND, this::deliver);
    }

    /**
     * Owes a purge once the transaction commits; call {@link #wake} then.
     *
     * @param tags surrogate keys; none means everything of the project
     * @param cause of the request that changes what they name
     */
    public Future<Void> add(SqlConnection transaction, String project, List<String> tags, TraceParent cause) {
        Purge purge = begin(project, cause).addAllTags(tags).build();
        return outbox.add(transaction, new OutboxEvent(project, KIND, Buffer.buffer(purge.toByteArray())));
    }

    /** Sends what was added and has been committed. */
    public void wake() {
        outbox.wake();
    }

    /** A purge of everything of a project, to be narrowed by naming something. */
    public Purge.Builder begin(String project, TraceParent cause) {
        return Purge.newBuilder()
                .setRegion(site)
                .setProject(project)
                .setPurgeId(ids.unique())
                .setIssuedAtMillis(clock.millis())
                .setTraceparent(cause.toString());
    }

    /** Gives a purge its number and keeps it. From then on edges get it, be it {@link #publish published} or not. */
    public Future<Purge> draw(Purge purge) {
        return database.write(
                        DRAW,
                        site,
                        purge.getProject(),
                        purge.getPurgeId(),
                        Buffer.buffer(purge.toByteArray()),
                        Instant.ofEpochMilli(purge.getIssuedAtMillis()).atOffset(ZoneOffset.UTC))
                .map(rows -> numbered(purge, rows.iterator().next()));
    }

    private static Purge numbered(Purge purge, Row drawn) {
        return purge.toBuilder()
                .setSequence(drawn.getLong("purge_sequence"))
                .setEpoch(drawn.getString("epoch"))
                .build();
    }

    /** Tells the edges at once; one that does not hear it asks within half a second. */
    public void publish(Purge numbered) {
        events.publish(PurgePlane.PURGES, Buffer.buffer(numbered.toByteArray()));
    }

    /** An event that was delivered, and comes again because a crash hid that, is another purge of the same. */
    private Future<Void> deliver(OutboxEvent event) {
        Purge owed = parse(event).toBuilder().setPurgeId(ids.unique()).build();
        Purge caused = owed.toBuilder()
                .setTraceparent(TraceParent.parse(owed.getTraceparent()).child().toString())
                .build();
        return draw(caused).onSuccess(this::publish).mapEmpty();
    }

    private static Purge parse(OutboxEvent event) {
        try {
            return Purge.parseFrom(event.payload().getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a purge of project " + event.project() + " is damaged", e);
        }
    }
}
