package dev.meridian.edge.sites;

import dev.meridian.core.node.NodeContext;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.sites.Shelf;
import dev.meridian.core.sites.SiteArtefact;
import dev.meridian.edge.artefacts.ArtefactDownload;
import dev.meridian.edge.artefacts.ArtefactFolder;
import dev.meridian.edge.artefacts.Disk;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.sites.v1.FetchRequest;
import dev.meridian.proto.sites.v1.FetchResponse;
import dev.meridian.proto.sites.v1.SitesGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artefacts of sites on this edge's disk, else from their home region. Safe for use by many threads. */
final class EdgeShelf implements Shelf {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeShelf.class);

    private final NodeContext node;
    private final HomeRegions regions;
    private final Disk disk;
    private final ArtefactFolder folder;

    EdgeShelf(NodeContext node, HomeRegions regions, Disk disk, ArtefactFolder folder) {
        this.node = node;
        this.regions = regions;
        this.disk = disk;
        this.folder = folder;
    }

    /** Fails with a 503 problem when it is not held and cannot be had, whole and as the registry names it. */
    @Override
    public Future<Place> place(SiteArtefact artefact) {
        return disk.run(() -> folder.find(artefact.sha256()))
                .compose(held -> held.map(path -> Future.succeededFuture(new Place(path, false)))
                        .orElseGet(() -> fetch(artefact)))
                .recover(failure -> Future.failedFuture(unavailable(artefact, failure)));
    }

    private Future<Place> fetch(SiteArtefact artefact) {
        Path file = folder.unfinished();
        return home(artefact)
                .compose(peer -> ArtefactDownload.receive(
                        node.vertx(),
                        stream(artefact, peer),
                        FetchResponse::getArtefact,
                        file,
                        ArtefactDownload.SILENCE))
                .compose(received -> disk.run(() -> {
                    received.check(artefact.sha256());
                    return new Place(folder.keepUnless(Optional.empty(), artefact.sha256(), file), true);
                }))
                .eventually(() -> disk.run(() -> Files.deleteIfExists(file)));
    }

    private Future<PeerAddress> home(SiteArtefact artefact) {
        return node.registry()
                .snapshot()
                .project(artefact.project())
                .map(Project::getHomeRegion)
                .map(regions::address)
                .orElseGet(() -> Future.failedFuture(
                        Problem.of(ProblemType.PROJECT_NOT_FOUND, "The project of this site is gone.")));
    }

    private Future<ReadStream<FetchResponse>> stream(SiteArtefact artefact, PeerAddress peer) {
        return SitesGrpcClient.create(node.relay().grpc(), peer.socket())
                .fetch(FetchRequest.newBuilder()
                        .setProjectId(artefact.project())
                        .setSiteId(artefact.site())
                        .setDeploymentId(artefact.deployment())
                        .setNode(node.settings().name())
                        .build());
    }

    /** Whatever is wrong is not the visitor's fault. */
    private static Problem unavailable(SiteArtefact artefact, Throwable failure) {
        LOG.atDebug()
                .addKeyValue("site", artefact.site())
                .addKeyValue("deployment", artefact.deployment())
                .setCause(failure)
                .log("A site's deployment could not be had");
        return failure instanceof Problem problem && problem.source() == Problem.Source.UPSTREAM
                ? problem
                : Problem.upstream(
                        ProblemType.REGION_UNAVAILABLE,
                        "The site's current deployment cannot be fetched just now. Please try again.",
                        true,
                        failure);
    }

    @Override
    public void isUsed(SiteArtefact artefact) {
        disk.run(() -> folder.find(artefact.sha256()))
                .onFailure(failure -> LOG.atWarn().setCause(failure).log("A site's files could not be marked as used"));
    }

    /** Erases what only projects have that may not be kept here, or nobody. */
    Future<Void> erase(RegistrySnapshot registry, Predicate<String> isForbidden) {
        Set<String> needed = new HashSet<>();
        registry.sites().stream()
                .filter(site -> !isForbidden.test(site.getProjectId()))
                .forEach(site -> {
                    needed.add(site.getArtefactSha256());
                    needed.add(site.getPreviousSha256());
                });
        return disk.run(() -> {
                    folder.eraseOthers(needed);
                    return needed;
                })
                .mapEmpty();
    }

    /** Removes what no site of the registry, which must be current, names, and was not used lately. */
    Future<Void> tidy(RegistrySnapshot registry) {
        Set<String> needed = new HashSet<>();
        registry.sites().forEach(site -> {
            needed.add(site.getArtefactSha256());
            needed.add(site.getPreviousSha256());
        });
        return disk.run(() -> {
                    folder.tidy(needed);
                    return needed;
                })
                .mapEmpty();
    }
}
