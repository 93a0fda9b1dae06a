package dev.meridian.edge.purge;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.purge.PurgePlane;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgeReceipt;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the purges of all regions to a cache and confirms each. Lives on one context. */
public final class PurgeListener {

    private static final Logger log = LoggerFactory.getLogger(PurgeListener.class);

    private final Vertx vertx;
    private final Context context;
    private final EventPlane events;
    private final EdgeCache cache;
    private final PurgeLedger ledger;
    private final String edge;
    private final Map<String, PurgeWatch> watches = new HashMap<>();
    private final List<Runnable> running = new ArrayList<>();

    private PurgeListener(NodeContext node, EdgeCache cache, HomeRegions regions, PurgeLedger ledger) {
        this.vertx = node.vertx();
        this.context = vertx.getOrCreateContext();
        this.events = node.events();
        this.cache = cache;
        this.ledger = ledger;
        this.edge = node.settings().name();
        for (String region : node.settings().regions()) {
            PurgeWatch watch = new PurgeWatch(
                    regions,
                    node.relay(),
                    cache,
                    edge,
                    region,
                    ledger,
                    this::applyAndConfirm,
                    purge -> ledger.written().onComplete(written -> confirm(purge, 0)));
            watches.put(region, watch);
            Gauge.builder("meridian.purges.level", watch, it -> it.isLevel() ? 1 : 0)
                    .tag("region", region)
                    .register(node.telemetry().metrics());
        }
    }

    /**
     * From now on the cache serves as fresh only what is known to be level with the regions' purges.
     *
     * @param ledger of the purges that the cache's disk may not have been swept of yet
     */
    public static PurgeListener start(NodeContext node, EdgeCache cache, HomeRegions regions, PurgeLedger ledger) {
        PurgeListener listener = new PurgeListener(node, cache, regions, ledger);
        listener.watches.keySet().forEach(region -> cache.vouch(region, System.nanoTime()));
        listener.context.runOnContext(turn -> listener.listen());
        return listener;
    }

    private void listen() {
        running.add(events.subscribe(PurgePlane.PURGES, this::hear)::cancel);
        running.add(PurgeSweep.start(vertx, cache)::stop);
        running.add(DiskSweep.start(vertx, cache, ledger)::stop);
        watches.values().forEach(watch -> {
            long timer = watch.start(vertx);
            running.add(() -> vertx.cancelTimer(timer));
        });
    }

    public void close() {
        context.runOnContext(turn -> running.forEach(Runnable::run));
    }

    private void hear(Buffer event) {
        try {
            hear(Purge.parseFrom(event.getBytes()));
        } catch (InvalidProtocolBufferException malformed) {
            log.atWarn().setCause(malformed).log("Dropped a malformed purge");
        }
    }

    private void hear(Purge purge) {
        PurgeWatch watch = watches.get(purge.getRegion());
        if (watch == null) {
            applyAndConfirm(purge);
        } else {
            watch.hear(purge);
        }
    }

    private void applyAndConfirm(Purge purge) {
        long start = System.nanoTime();
        cache.purge(PurgeScopes.of(purge), purge.getSoft());
        int micros = (int) ((System.nanoTime() - start) / 1_000);
        log.atDebug()
                .addKeyValue("region", purge.getRegion())
                .addKeyValue("project", purge.getProject())
                .addKeyValue("sequence", purge.getSequence())
                .addKeyValue("micros", micros)
                .addKeyValue("trace", TraceParent.parse(purge.getTraceparent()).traceId())
                .log("Purged");
        ledger.add(purge).onComplete(written -> confirm(purge, micros));
    }

    private void confirm(Purge purge, int micros) {
        PurgeReceipt receipt = PurgeReceipt.newBuilder()
                .setEdge(edge)
                .setRegion(purge.getRegion())
                .setSequence(purge.getSequence())
                .setMicros(micros)
                .setTraceparent(
                        TraceParent.parse(purge.getTraceparent()).child().toString())
                .build();
        events.publish(PurgePlane.RECEIPTS, Buffer.buffer(receipt.toByteArray()));
    }
}
