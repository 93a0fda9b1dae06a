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
    private boolean waiting;
    private long tookMillis;

    SnapshotBuilder(Vertx vertx, Map<String, RegionWatch> watches, Handler<RegistrySnapshot> done) {
        this.vertx = vertx;
        this.watches = watches;
        this.done = done;
    }

    void changed(String region) {
        changed.add(region);
        await();
    }

    private void await() {
        if (!waiting) {
            waiting = true;
            vertx.setTimer(Math.clamp(10 * tookMillis, WAIT_LEAST_MILLIS, WAIT_MOST_MILLIS), turn -> build());
        }
    }

    /** Makes a snapshot now. */
    Future<Void> build() {
        waiting = true;
        long began = System.nanoTime();
        Map<String, Map<String, Record>> records = new HashMap<>();
        watches.forEach((region, watch) -> records.put(
                region,
                last.containsKey(region) && !changed.contains(region)
                        ? last.get(region)
                        : watch.replica().records()));
        changed.clear();
        last = records;
        return vertx.executeBlocking(() -> new RegistrySnapshot(records), false)
                .onSuccess(snapshot -> {
                    tookMillis = (System.nanoTime() - began) / 1_000_000;
                    done.handle(snapshot);
                })
                .onComplete(end -> {
                    waiting = false;
                    if (!changed.isEmpty()) {
                        await();
                    }
                })
                .mapEmpty();
    }
}
