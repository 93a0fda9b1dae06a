package dev.meridian.core.registry;

import dev.meridian.proto.registry.v1.Record;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes one snapshot of many changes: it waits a moment for more of them, and ten times as long as the last making took,
 * so that a large registry which changes all the time costs no more than a tenth of a core. Indexing happens off the
 * context; all else on it.
 */
final class SnapshotBuilder {

    private static final long WAIT_LEAST_MILLIS = 10;
    private static final long WAIT_MOST_MILLIS = 5_000;

    private final Vertx vertx;
    private final Map<String, RegionWatch> watches;
    private final Handler<RegistrySnapshot> done;
    private final Set<String> changed = new HashSet<>();
    private Map<String, Map<String, Record>> last = Map.of();
    private Future<Void> building = Future.succeededFuture();
    private boolean waiting;
    private volatile long tookMillis;

    SnapshotBuilder(Vertx vertx, Map<String, RegionWatch> watches, Handler<RegistrySnapshot> done) {
        this.vertx = vertx;
        this.watches = watches;
        this.done = done;
    }

    void changed(String region) {
        changed.add(region);
        if (!waiting) {
            waiting = true;
            vertx.setTimer(Math.clamp(10 * tookMillis, WAIT_LEAST_MILLIS, WAIT_MOST_MILLIS), turn -> {
                waiting = false;
                settled();
            });
        }
    }

    /** Succeeds once all changes until now are in a snapshot, without waiting for more of them. */
    Future<Void> settled() {
        return building.transform(before -> changed.isEmpty() ? building : build());
    }

    /** Makes a snapshot now. */
    Future<Void> build() {
        Map<String, Map<String, Record>> records = new HashMap<>();
        watches.forEach((region, watch) -> records.put(
                region,
                last.containsKey(region) && !changed.contains(region)
                        ? last.get(region)
                        : watch.replica().records()));
        changed.clear();
        last = records;
        building = vertx.executeBlocking(() -> made(records), false)
                .onSuccess(done)
                .mapEmpty();
        return building;
    }

    /** The time counts that the making takes, not that it waits for a thread. */
    private RegistrySnapshot made(Map<String, Map<String, Record>> records) {
        long began = System.nanoTime();
        RegistrySnapshot snapshot = new RegistrySnapshot(records);
        tookMillis = (System.nanoTime() - began) / 1_000_000;
        return snapshot;
    }
}
