package dev.meridian.edge.purge;

import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.purge.PurgeSequence.Standing;
import dev.meridian.proto.cache.v1.LedgerLevel;
import dev.meridian.proto.cache.v1.LedgerLine;
import dev.meridian.proto.cache.v1.Purge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which purges a cache's disk may not have been swept of, and up to which purge of each region it has been. So a process
 * that starts after a crash knows all that the last one had confirmed, and from where on to ask the regions.
 *
 * <p>Each purge is written before it is confirmed. It is left out once a sweep that began after it has removed, durably,
 * what it covers. A ledger that is absent or damaged empties the disk. A purge that could not be written leaves a gap:
 * the level stays before it, and the region tells of it again.
 *
 * <p>Used on any thread; the file is touched by one of its own.
 */
public final class PurgeLedger {

    private static final Logger log = LoggerFactory.getLogger(PurgeLedger.class);

    private final @Nullable WorkerExecutor executor;
    private final Map<String, PurgeSequence> written = new HashMap<>();
    private @Nullable LedgerFile file;

    private PurgeLedger(@Nullable WorkerExecutor executor) {
        this.executor = executor;
    }

    /** For a cache in memory only, which has nothing after a crash. */
    public static PurgeLedger unwritten() {
        return new PurgeLedger(null);
    }

    /**
     * Reads a ledger, and has the cache purged of what it says; empties the cache's disk if it says nothing.
     *
     * @param name of the cache, that no other in this process has
     */
    public static Future<PurgeLedger> open(Vertx vertx, String name, Path path, EdgeCache cache) {
        PurgeLedger ledger = new PurgeLedger(vertx.createSharedWorkerExecutor("purge-ledger-" + name, 1));
        return ledger.run(() -> LedgerFile.read(path))
                .compose(lines -> lines.map(all -> ledger.replay(all, cache)).orElseGet(cache::clearDisk))
                .compose(ready -> ledger.run(() -> {
                    ledger.file = LedgerFile.open(path);
                    return true;
                }))
                .recover(failure -> {
                    log.atWarn()
                            .addKeyValue("cause", failure.toString())
                            .log("The ledger of purges cannot be used; the cache's disk begins empty");
                    return cache.clearDisk().transform(cleared -> Future.succeededFuture(true));
                })
                .map(ready -> ledger);
    }

    private Future<Void> replay(List<LedgerLine> lines, EdgeCache cache) {
        for (LedgerLine line : lines) {
            switch (line.getWhatCase()) {
                case PURGE ->
                    cache.purge(PurgeScopes.of(line.getPurge()), line.getPurge().getSoft());
                case LEVEL -> {
                    if (line.getLevel().getDropped()) {
                        cache.purge(PurgeScope.region(line.getLevel().getRegion()), false);
                    }
                }
                case WHAT_NOT_SET -> {}
            }
            note(line);
        }
        return Future.succeededFuture();
    }

    private synchronized void note(LedgerLine line) {
        Purge purge = line.getPurge();
        LedgerLevel level = line.getLevel();
        if (line.hasPurge()) {
            of(purge.getRegion()).hear(purge.getEpoch(), purge.getSequence());
        } else {
            of(level.getRegion()).settle(level.getEpoch(), level.getSequence(), Standing.BROKEN);
        }
    }

    private PurgeSequence of(String region) {
        return written.computeIfAbsent(region, absent -> new PurgeSequence());
    }

    /** Which purges of a region are written. */
    synchronized PurgeSequence sequence(String region) {
        return of(region).copy();
    }

    /** Writes a purge that has taken effect. Completes when a crash does not undo it any more, or it could not be written. */
    Future<Void> add(Purge purge) {
        return add(LedgerLine.newBuilder().setPurge(purge).build());
    }

    /** Writes that all that a region owns was dropped, and that it counts from here on. */
    void drop(String region, String epoch, long sequence) {
        LedgerLevel level = LedgerLevel.newBuilder()
                .setRegion(region)
                .setEpoch(epoch)
                .setSequence(sequence)
                .setDropped(true)
                .build();
        add(LedgerLine.newBuilder().setLevel(level).build());
    }

    private Future<Void> add(LedgerLine line) {
        return executor == null
                ? Future.succeededFuture()
                : run(() -> append(line))
                        .onFailure(failure -> log.atWarn()
                                .addKeyValue("cause", failure.toString())
                                .log("A purge could not be written; after a crash the region is asked for it"))
                        .mapEmpty();
    }

    private boolean append(LedgerLine line) throws IOException {
        LedgerFile open = file;
        if (open != null) {
            open.append(List.of(line));
            note(line);
        }
        return true;
    }

    /** Completes when all that was added until now is written, or could not be. */
    Future<Void> written() {
        return executor == null ? Future.succeededFuture() : run(() -> true).mapEmpty();
    }

    /**
     * A moment before a sweep.
     *
     * @param size of the file then
     * @param levels of the regions then
     */
    record Moment(long size, List<LedgerLine> levels) {}

    /** The moment at which a sweep begins: all that is written by then has taken effect. */
    Future<Moment> moment() {
        return executor == null
                ? Future.succeededFuture(new Moment(0, List.of()))
                : run(() -> {
                    LedgerFile open = file;
                    return new Moment(open == null ? 0 : open.size(), levels());
                });
    }

    private synchronized List<LedgerLine> levels() {
        return written.entrySet().stream()
                .map(each -> LedgerLevel.newBuilder()
                        .setRegion(each.getKey())
                        .setEpoch(each.getValue().epoch())
                        .setSequence(each.getValue().reached()))
                .map(level -> LedgerLine.newBuilder().setLevel(level).build())
                .toList();
    }

    /** Leaves out what was written before a moment: a sweep that began then has removed, durably, what it covers. */
    Future<Void> forget(Moment moment) {
        return executor == null
                ? Future.succeededFuture()
                : run(() -> {
                            LedgerFile open = file;
                            if (open != null) {
                                open.replace(moment.levels(), moment.size());
                            }
                            return true;
                        })
                        .mapEmpty();
    }

    private <T> Future<T> run(Callable<T> work) {
        return executor == null
                ? Future.failedFuture("this ledger is not written")
                : executor.executeBlocking(work, true).map(result -> Objects.requireNonNull(result));
    }

    public Future<Void> close() {
        WorkerExecutor threads = executor;
        return threads == null
                ? Future.succeededFuture()
                : run(() -> {
                            LedgerFile open = file;
                            file = null;
                            if (open != null) {
                                open.close();
                            }
                            return true;
                        })
                        .transform(closed -> threads.close());
    }
}
