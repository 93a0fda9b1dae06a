package dev.meridian.edge.purge;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.TraceParent;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeMark;
import dev.meridian.proto.cache.v1.PurgeReceipt;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies purges to a cache and confirms each. Lives on the context that started it. */
public final class PurgeListener {

    /** Where regions publish {@link Purge}. */
    public static final String PURGES = "cache.purge";
    /** Where regions publish {@link PurgeMark}. */
    public static final String MARKS = "cache.mark";
    /** Where edges publish {@link PurgeReceipt}. */
    public static final String RECEIPTS = "cache.receipt";

    private static final Logger LOG = LoggerFactory.getLogger(PurgeListener.class);
    private static final long JOIN_CHECK_MILLIS = 500;
    /** A purge may come a little later than the word that it was drawn. */
    private static final long GRACE_MILLIS = 300;

    private final Vertx vertx;
    private final EventPlane events;
    private final EdgeCache cache;
    private final String edge;
    private final Collection<String> regions;
    private final PurgeSequence sequence = new PurgeSequence();
    private final List<EventPlane.Subscription> subscriptions;
    private final PurgeSweep sweep;
    private final long timer;
    private boolean joined;

    /**
     * @param edge this node's name
     * @param regions site codes of all regions
     */
    public PurgeListener(Vertx vertx, EventPlane events, EdgeCache cache, String edge, Collection<String> regions) {
        this.vertx = vertx;
        this.events = events;
        this.cache = cache;
        this.edge = edge;
        this.regions = regions;
        this.joined = events.isJoined();
        this.subscriptions = List.of(events.subscribe(PURGES, this::hear), events.subscribe(MARKS, this::hearMark));
        this.sweep = PurgeSweep.start(vertx, cache);
        this.timer = vertx.setPeriodic(JOIN_CHECK_MILLIS, ignored -> watchMembership());
    }

    public void close() {
        subscriptions.forEach(EventPlane.Subscription::cancel);
        vertx.cancelTimer(timer);
        sweep.stop();
    }

    private void hear(Buffer event) {
        long start = System.nanoTime();
        Purge purge;
        try {
            purge = Purge.parseFrom(event.getBytes());
        } catch (InvalidProtocolBufferException malformed) {
            LOG.atWarn().setCause(malformed).log("Dropped a malformed purge");
            return;
        }
        TraceParent trace = TraceParent.parse(purge.getTraceparent()).child();
        apply(purge);
        int micros = (int) ((System.nanoTime() - start) / 1_000);
        LOG.atDebug()
                .addKeyValue("region", purge.getRegion())
                .addKeyValue("project", purge.getProject())
                .addKeyValue("tags", purge.getTagsCount())
                .addKeyValue("sequence", purge.getSequence())
                .addKeyValue("micros", micros)
                .addKeyValue("trace", trace.traceId())
                .log("Purged");
        events.publish(
                RECEIPTS,
                Buffer.buffer(PurgeReceipt.newBuilder()
                        .setEdge(edge)
                        .setRegion(purge.getRegion())
                        .setSequence(purge.getSequence())
                        .setMicros(micros)
                        .setTraceparent(trace.toString())
                        .build()
                        .toByteArray()));
    }

    private void apply(Purge purge) {
        String region = purge.getRegion();
        if (sequence.hear(region, purge.getEpoch(), purge.getSequence()) == PurgeSequence.Verdict.GAP) {
            forget(region);
            return;
        }
        cache.purge(scope(purge), purge.getSoft());
    }

    private static PurgeScope scope(Purge purge) {
        return purge.getTagsCount() == 0
                ? new PurgeScope(purge.getRegion(), purge.getProject(), Set.of())
                : PurgeScope.tags(purge.getRegion(), purge.getProject(), Set.copyOf(purge.getTagsList()));
    }

    private void hearMark(Buffer event) {
        try {
            weigh(PurgeMark.parseFrom(event.getBytes()));
        } catch (InvalidProtocolBufferException malformed) {
            LOG.atWarn().setCause(malformed).log("Dropped a malformed purge mark");
        }
    }

    private void weigh(PurgeMark mark) {
        switch (standing(mark)) {
            case LEVEL -> settle(mark);
            case ASTRAY -> {
                forget(mark.getRegion());
                settle(mark);
            }
            case BEHIND ->
                vertx.setTimer(GRACE_MILLIS, ignored -> {
                    if (standing(mark) == PurgeSequence.Standing.BEHIND) {
                        forget(mark.getRegion());
                        settle(mark);
                    }
                });
        }
    }

    private PurgeSequence.Standing standing(PurgeMark mark) {
        return sequence.compare(mark.getRegion(), mark.getEpoch(), mark.getSequence());
    }

    private void settle(PurgeMark mark) {
        sequence.settle(mark.getRegion(), mark.getEpoch(), mark.getSequence());
    }

    private void forget(String region) {
        LOG.atInfo().addKeyValue("region", region).log("Purges may have been missed; dropped all that the region owns");
        cache.purge(PurgeScope.region(region), false);
    }

    /** What was stored while this node heard no purges is validated before it is served as fresh again. */
    private void watchMembership() {
        boolean now = events.isJoined();
        if (now && !joined) {
            regions.forEach(region -> cache.purge(PurgeScope.region(region), true));
            LOG.atInfo()
                    .addKeyValue("regions", regions.size())
                    .log("Rejoined the cluster; the cache is validated anew");
        }
        joined = now;
    }
}
