package dev.meridian.edge.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.edge.artefacts.ArtefactDownload;
import dev.meridian.edge.artefacts.ArtefactFolder;
import dev.meridian.edge.artefacts.Disk;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import dev.meridian.functions.visit.LaunchSpec;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcClient;
import dev.meridian.proto.deployments.v1.FetchRequest;
import dev.meridian.proto.deployments.v1.FetchResponse;
import dev.meridian.proto.registry.v1.Function;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Has functions ready to be run: in memory, else from disk, else from the home region; one fetch for any number of
 * requests. What is older than the registry says is not used. Safe for use by many threads.
 */
final class LaunchPad {

    private record Ready(String deployment, long configuration, Launch launch) {

        boolean isCurrent(Function function) {
            return deployment.equals(function.getDeploymentId())
                    && Long.compareUnsigned(configuration, function.getConfiguration()) >= 0;
        }
    }

    private final Vertx vertx;
    private final Disk disk;
    private final HomeRegions regions;
    private final Relay relay;
    private final ArtefactFolder artefacts;
    private final LaunchFolder launches;
    private final String node;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();
    private final Map<String, Future<Launch>> fetches = new ConcurrentHashMap<>();

    LaunchPad(
            Vertx vertx,
            Disk disk,
            HomeRegions regions,
            Relay relay,
            ArtefactFolder artefacts,
            LaunchFolder launches,
            String node) {
        this.vertx = vertx;
        this.disk = disk;
        this.regions = regions;
        this.relay = relay;
        this.artefacts = artefacts;
        this.launches = launches;
        this.node = node;
    }

    /** Fails with a 503 problem when what is current is not held and the region cannot be reached. */
    Future<Launch> launch(Function function, String region) {
        String key = function.getProjectId() + '/' + function.getFunctionId();
        Ready held = ready.get(key);
        if (held != null && held.isCurrent(function)) {
            return Future.succeededFuture(held.launch());
        }
        String fetch = key + '/' + function.getDeploymentId() + '/' + function.getConfiguration();
        Future<Launch> shared = fetches.computeIfAbsent(fetch, ignored -> prepare(key, function, region));
        shared.onComplete(ignored -> fetches.remove(fetch, shared));
        return shared;
    }

    /** What has been launched here and is now another deployment or configuration, if it may still be run. */
    List<Function> outdated(RegistrySnapshot registry) {
        return ready.values().stream()
                .flatMap(held -> {
                    Launch.Key key = held.launch().key();
                    return registry
                            .function(key.tenant(), key.function())
                            .filter(function -> !function.getDeploymentId().isEmpty() && !held.isCurrent(function))
                            .stream();
                })
                .toList();
    }

    private Future<Launch> prepare(String key, Function function, String region) {
        return fromDisk(function)
                .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> fromRegion(function, region)))
                .map(prepared -> {
                    ready.put(key, prepared);
                    return prepared.launch();
                });
    }

    private Future<Optional<Ready>> fromDisk(Function function) {
        return disk.run(() -> {
            var spec = launches.find(function.getProjectId(), function.getFunctionId())
                    .filter(held -> !held.getSigningKey().isEmpty());
            return spec.isEmpty()
                    ? Optional.<Ready>empty()
                    : artefacts
                            .find(spec.get().getArtefactSha256())
                            .map(folder -> ready(spec.get(), folder))
                            .filter(prepared -> prepared.isCurrent(function));
        });
    }

    /** Lets go of functions that the registry, which must be current, does not know, and of artefacts that none names. */
    Future<Void> tidy(RegistrySnapshot registry) {
        Set<String> needed = new HashSet<>();
        Set<String> known = new HashSet<>();
        registry.functions().forEach(function -> {
            needed.add(function.getArtefactSha256());
            known.add(function.getProjectId() + '/' + function.getFunctionId());
        });
        ready.keySet().retainAll(known);
        return disk.run(() -> {
                    launches.tidy((project, function) -> known.contains(project + '/' + function));
                    artefacts.tidy(needed);
                    return known;
                })
                .mapEmpty();
    }

    /** Erases code and secrets of the projects that may not be executed here, and code that nobody needs. */
    Future<Void> erase(RegistrySnapshot registry, Predicate<String> isForbidden) {
        ready.values().removeIf(held -> isForbidden.test(held.launch().key().tenant()));
        Set<String> needed = registry.functions().stream()
                .filter(function -> !isForbidden.test(function.getProjectId()))
                .map(Function::getArtefactSha256)
                .collect(Collectors.toSet());
        return disk.run(() -> {
                    launches.erase(isForbidden);
                    artefacts.eraseOthers(needed);
                    return needed;
                })
                .mapEmpty();
    }

    private Future<Ready> fromRegion(Function function, String region) {
        Path file = artefacts.unfinished();
        LaunchParts parts = new LaunchParts();
        return regions.address(region)
                .compose(peer -> disk.run(() -> heldSha(function))
                        .compose(sha -> ArtefactDownload.receive(
                                vertx, stream(function, peer, sha), parts::take, file, ArtefactDownload.SILENCE)))
                .compose(received -> disk.run(() -> keep(parts.launch(), received, file)))
                .recover(failure -> Future.failedFuture(unavailable(failure)))
                .eventually(() -> disk.run(() -> Files.deleteIfExists(file)));
    }

    private Future<ReadStream<FetchResponse>> stream(Function function, PeerAddress peer, String heldSha) {
        return DeploymentsGrpcClient.create(relay.grpc(), peer.socket())
                .fetch(FetchRequest.newBuilder()
                        .setProjectId(function.getProjectId())
                        .setFunctionId(function.getFunctionId())
                        .setNode(node)
                        .setHaveSha256(heldSha)
                        .build());
    }

    private String heldSha(Function function) throws IOException {
        String sha = function.getArtefactSha256();
        return !sha.isEmpty() && artefacts.find(sha).isPresent() ? sha : "";
    }

    private Ready keep(dev.meridian.proto.deployments.v1.Launch spec, ArtefactDownload.Received received, Path file)
            throws IOException {
        if (!spec.getArtefactSha256().matches("[0-9a-f]{64}")) {
            throw Problem.upstream(ProblemType.REGION_UNAVAILABLE, "The region names no artefact.", false, null);
        }
        Optional<Path> held = artefacts.find(spec.getArtefactSha256());
        if (held.isEmpty() && received.bytes() == 0) {
            throw ArtefactDownload.broken("The region sent no artefact.", null);
        }
        if (received.bytes() > 0) {
            received.check(spec.getArtefactSha256());
        }
        Path folder = artefacts.keepUnless(held, spec.getArtefactSha256(), file);
        launches.keep(spec);
        return ready(spec, folder);
    }

    private static Ready ready(dev.meridian.proto.deployments.v1.Launch spec, Path folder) {
        return new Ready(
                spec.getDeploymentId(), spec.getConfiguration(), LaunchSpec.launch(spec, folder, Limits.CPU_AT_EDGE));
    }

    private static Problem unavailable(Throwable failure) {
        return failure instanceof Problem problem
                ? problem
                : Problem.upstream(
                        ProblemType.REGION_UNAVAILABLE,
                        "The function's current deployment cannot be fetched just now. Please try again.",
                        true,
                        failure);
    }
}
