package dev.meridian.region.network;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.purge.PurgePlane;
import dev.meridian.proto.cache.v1.PurgeReceipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects which edges have confirmed which purge. Safe for use by many threads. */
final class Receipts {

    private static final Logger log = LoggerFactory.getLogger(Receipts.class);
    private static final int MOST_AWAITED = 10_000;

    private static final class Awaited {
        final Set<String> edges;
        final Map<String, Long> confirmedAt = new ConcurrentHashMap<>();
        final Promise<Void> all = Promise.promise();

        Awaited(Set<String> edges) {
            this.edges = edges;
            check();
        }

        void confirm(String edge) {
            confirmedAt.putIfAbsent(edge, System.nanoTime());
            check();
        }

        private void check() {
            if (confirmedAt.keySet().containsAll(edges)) {
                all.tryComplete();
            }
        }
    }

    private final Vertx vertx;
    private final String site;
    private final NavigableMap<Long, Awaited> awaited = new ConcurrentSkipListMap<>();

    Receipts(Vertx vertx, String site) {
        this.vertx = vertx;
        this.site = site;
    }

    EventPlane.Subscription listen(EventPlane events) {
        return events.subscribe(PurgePlane.RECEIPTS, this::hear);
    }

    private void hear(Buffer event) {
        try {
            PurgeReceipt receipt = PurgeReceipt.parseFrom(event.getBytes());
            if (receipt.getRegion().equals(site)) {
                Awaited purge = awaited.get(receipt.getSequence());
                if (purge != null) {
                    purge.confirm(receipt.getEdge());
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            log.atWarn().setCause(malformed).log("Dropped a malformed receipt of a purge");
        }
    }

    /** An edge says that it has missed none up to a purge. */
    void reached(String edge, long sequence) {
        awaited.headMap(sequence, true).values().forEach(purge -> purge.confirm(edge));
    }

    /** Fails with a 503 problem where as many purges are waited for as may be. */
    Future<Void> checkRoom() {
        return awaited.size() < MOST_AWAITED
                ? Future.succeededFuture()
                : Future.failedFuture(
                        Problem.overloaded("This region has as many purges under way as it takes. Please try again."));
    }

    /**
     * Waits for edges to confirm a purge that was drawn just now; for no longer than an edge that did not hear of it may
     * serve what it covers.
     *
     * @return who has confirmed, and when by {@link System#nanoTime}
     */
    Future<Map<String, Long>> await(long sequence, Set<String> edges) {
        Awaited purge = new Awaited(edges);
        awaited.put(sequence, purge);
        long timer = vertx.setTimer(PurgePlane.RECEIPT_MOST.toMillis(), late -> purge.all.tryComplete());
        return purge.all.future().map(done -> {
            vertx.cancelTimer(timer);
            awaited.remove(sequence);
            return Map.copyOf(purge.confirmedAt);
        });
    }
}
