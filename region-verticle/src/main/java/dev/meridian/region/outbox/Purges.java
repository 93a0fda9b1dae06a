package dev.meridian.region.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.TraceParent;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;

/**
 * Tells every edge what it must no longer serve. Each purge carries the region's next sequence number, so that an edge
 * that missed one can tell.
 */
public final class Purges {

    /** Where purges are published. */
    public static final String ADDRESS = "cache.purge";

    private static final String KIND = "purge";
    private static final String NEXT =
            "update meridian.region set purge_sequence = purge_sequence + 1 where site = $1 returning purge_sequence, epoch";

    private final Database database;
    private final Outbox outbox;
    private final EventPlane events;
    private final InstantSource clock;
    private final String site;

    /** Takes part in the outbox's deliveries from now on. */
    public Purges(Database database, Outbox outbox, EventPlane events, InstantSource clock, String site) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
        this.site = site;
        outbox.deliver(KIND, this::publish);
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
