package dev.meridian.edge;

import dev.meridian.core.node.NodeContext;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.disk.DiskSettings;
import dev.meridian.edge.purge.PurgeLedger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Optional;

/** An edge's cache, and the ledger of the purges that its disk must know of. */
record CachePlace(EdgeCache cache, PurgeLedger ledger) {

    static Future<CachePlace> open(NodeContext node, EdgeSettings settings) {
        Vertx vertx = node.vertx();
        return vertx.executeBlocking(() -> settings.disk().settings())
                .map(disk -> Objects.requireNonNull(disk))
                .compose(disk -> cache(node, settings, disk)
                        .compose(cache -> disk.isPresent() && cache.isOnDisk()
                                ? PurgeLedger.open(
                                                vertx,
                                                node.settings().name(),
                                                disk.get().folder().resolve("purges"),
                                                cache)
                                        .map(ledger -> new CachePlace(cache, ledger))
                                : Future.succeededFuture(new CachePlace(cache, PurgeLedger.unwritten()))));
    }

    private static Future<EdgeCache> cache(NodeContext node, EdgeSettings settings, Optional<DiskSettings> disk) {
        String site = node.settings().site().code();
        return disk.map(onDisk -> EdgeCache.open(
                        node.vertx(),
                        node.settings().name(),
                        settings.cache(),
                        onDisk,
                        site,
                        node.clock(),
                        node.telemetry()))
                .orElseGet(() -> Future.succeededFuture(
                        new EdgeCache(node.vertx(), settings.cache(), site, node.clock(), node.telemetry())));
    }

    /** Puts on the disk what waits for that. */
    Future<Void> close() {
        return cache.close().transform(closed -> ledger.close());
    }
}
