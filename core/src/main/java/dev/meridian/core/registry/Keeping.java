package dev.meridian.core.registry;

import dev.meridian.proto.registry.v1.HeldRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk what the watches hold: at most once a second, and no more often than a tenth of the time goes into it.
 * Called on the mirror's context; the disk is touched elsewhere, by one writer at a time.
 */
final class Keeping {

    private static final Logger log = LoggerFactory.getLogger(Keeping.class);
    private static final long EVERY_NANOS = 1_000_000_000;

    /** What of a replica is on disk. */
    private record Position(String epoch, long version) {}

    private final Vertx vertx;
    private final Map<String, RegionWatch> watches;
    private final ReplicaFolder folder;
    private final Map<String, Position> kept = new HashMap<>();
    private Future<Void> writing = Future.succeededFuture();
    private long nextNanos = System.nanoTime();

    Keeping(Vertx vertx, Map<String, RegionWatch> watches, ReplicaFolder folder) {
        this.vertx = vertx;
        this.watches = watches;
        this.folder = folder;
    }

    Future<List<RegionReplica>> load() {
        return vertx.executeBlocking(folder::load, false)
                .map(Objects::requireNonNull)
                .onSuccess(loaded -> loaded.forEach(replica -> kept.put(replica.region(), position(replica))));
    }

    void tick() {
        if (writing.isComplete() && System.nanoTime() - nextNanos >= 0) {
            write();
        }
    }

    /** Writes what is not on disk yet, after the writing in progress. */
    Future<Void> last() {
        return writing.transform(done -> write());
    }

    private Future<Void> write() {
        List<RegionReplica> dirty = watches.values().stream()
                .map(RegionWatch::replica)
                .filter(replica ->
                        !replica.epoch().isEmpty() && !position(replica).equals(kept.get(replica.region())))
                .toList();
        if (dirty.isEmpty()) {
            return Future.succeededFuture();
        }
        long began = System.nanoTime();
        List<Future<Void>> writes = new ArrayList<>();
        for (RegionReplica replica : dirty) {
            writes.add(write(replica));
        }
        writing = Future.join(writes).<Void>mapEmpty().onComplete(done -> {
            long took = System.nanoTime() - began;
            nextNanos = System.nanoTime() + Math.max(EVERY_NANOS, 10 * took);
        });
        return writing;
    }

    private Future<Void> write(RegionReplica replica) {
        Position position = position(replica);
        HeldRecords records = replica.kept();
        return vertx.executeBlocking(() -> folder.save(records), false)
                .onSuccess(done -> kept.put(replica.region(), position))
                .onFailure(failure -> log.atError()
                        .addKeyValue("region", replica.region())
                        .setCause(failure)
                        .log("The registry cannot be kept on disk; this node would not start without its regions"))
                .mapEmpty();
    }

    private static Position position(RegionReplica replica) {
        return new Position(replica.epoch(), replica.version());
    }
}
