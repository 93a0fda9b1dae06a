package dev.meridian.edge.sites;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.sites.SiteServer;
import dev.meridian.edge.artefacts.ArtefactFolder;
import dev.meridian.edge.artefacts.Disk;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.proto.registry.v1.Site;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves static sites from this edge's disk. Safe for use by many event loops. */
public final class EdgeSites {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeSites.class);
    private static final long TIDY_MILLIS = 60_000;

    private final NodeContext node;
    private final Disk disk;
    private final EdgeShelf shelf;
    private final SiteServer server;
    private final Counter fromDisk;
    private final Counter fetched;
    private final long timer;

    private EdgeSites(NodeContext node, Disk disk, EdgeShelf shelf) {
        this.node = node;
        this.disk = disk;
        this.shelf = shelf;
        this.server = new SiteServer(node.vertx(), shelf, node.clock(), this::mark);
        this.fromDisk = counter(node, "disk");
        this.fetched = counter(node, "fetched");
        this.timer = node.vertx().setPeriodic(TIDY_MILLIS, elapsed -> tidy());
        node.registry().onChange(server::prepare);
    }

    private static Counter counter(NodeContext node, String source) {
        return Counter.builder("meridian_site_answers")
                .tag("source", source)
                .register(node.telemetry().metrics());
    }

    /**
     * Opens what is on disk. Needs neither a region nor a cluster to be there.
     *
     * @param bytes of disk that artefacts may take
     */
    public static Future<EdgeSites> start(NodeContext node, HomeRegions regions, long bytes) {
        Path data = node.settings().data().resolve("sites").resolve("artefacts");
        Disk disk = new Disk(node.vertx(), node.settings().name());
        return disk.run(() -> new ArtefactFolder(data, bytes, node.clock(), node.ids()))
                .map(folder -> new EdgeSites(node, disk, new EdgeShelf(node, regions, disk, folder)));
    }

    /** @param refuse answers with a problem */
    public void serve(Exchange exchange, Site site, Consumer<Throwable> refuse) {
        server.serve(exchange, site).onFailure(failure -> {
            if (!exchange.isResponded()) {
                refuse.accept(failure);
            }
        });
    }

    private void mark(MultiMap headers, boolean isHeld) {
        (isHeld ? fromDisk : fetched).increment();
        String code = node.settings().site().code();
        headers.set("meridian-edge", code)
                .set("cache-status", "meridian-" + code + (isHeld ? "; hit" : "; fwd=uri-miss; stored"));
    }

    /** Holds nothing any more of the projects whose files may not be kept here. */
    public Future<Void> erase(RegistrySnapshot registry, Predicate<String> isForbidden) {
        return shelf.erase(registry, isForbidden);
    }

    /** What is not known for sure to be gone stays. */
    private void tidy() {
        if (node.registry().isCurrent()) {
            shelf.tidy(node.registry().snapshot())
                    .onFailure(failure ->
                            LOG.atWarn().setCause(failure).log("What sites left behind could not be removed"));
        }
    }

    public Future<Void> close() {
        node.vertx().cancelTimer(timer);
        return disk.close();
    }
}
