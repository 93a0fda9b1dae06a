package dev.meridian.region.functions;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.functions.FunctionHosts;
import dev.meridian.functions.HostSettings;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.visit.LaunchSpec;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions in this region. Hosts are started by the first call; an artefact is unpacked once, into a folder named
 * by its digest. Safe for use by many threads.
 */
final class Runner {

    private final Vertx vertx;
    private final Launches launches;
    private final ObjectStore objects;
    private final WorkerExecutor executor;
    private final Path folder;
    private final AtomicReference<@Nullable Future<FunctionHosts>> hosts = new AtomicReference<>();
    private final Map<String, Future<Path>> artefacts = new ConcurrentHashMap<>();

    Runner(Vertx vertx, Launches launches, ObjectStore objects, WorkerExecutor executor, Path folder) {
        this.vertx = vertx;
        this.launches = launches;
        this.objects = objects;
        this.executor = executor;
        this.folder = folder;
    }

    /** Has the active deployment ready. Fails as {@link Launches#of}. */
    Future<Launch> ready(String project, String function) {
        return launches.of(project, function)
                .compose(spec -> artefact(spec).map(unpacked -> LaunchSpec.launch(spec, unpacked)));
    }

    Future<Outcome> run(Launch launch, Invocation invocation) {
        return hosts().compose(started -> started.invoke(launch, invocation));
    }

    Future<Void> close() {
        Future<FunctionHosts> started = hosts.get();
        return started == null
                ? Future.succeededFuture()
                : started.transform(
                        result -> result.succeeded() ? result.result().close() : Future.succeededFuture());
    }

    /** A start that failed is tried again by the next call. */
    private Future<FunctionHosts> hosts() {
        Future<FunctionHosts> present = hosts.get();
        if (present != null && !present.failed()) {
            return present;
        }
        Future<FunctionHosts> started = FunctionHosts.start(vertx, HostSettings.defaults(folder.resolve("hosts")));
        return hosts.compareAndSet(present, started) ? started : closing(started);
    }

    /** Somebody else began at the same moment: theirs is used. */
    private Future<FunctionHosts> closing(Future<FunctionHosts> surplus) {
        surplus.onSuccess(FunctionHosts::close);
        return hosts();
    }

    private Future<Path> artefact(dev.meridian.proto.deployments.v1.Launch spec) {
        String sha = spec.getArtefactSha256();
        Future<Path> unpacked = artefacts.computeIfAbsent(sha, name -> unpack(spec));
        unpacked.onFailure(ignored -> artefacts.remove(sha, unpacked));
        return unpacked;
    }

    private Future<Path> unpack(dev.meridian.proto.deployments.v1.Launch spec) {
        Path done = folder.resolve("artefacts").resolve(spec.getArtefactSha256());
        return executor.executeBlocking(() -> Files.isDirectory(done), false)
                .compose(known -> Boolean.TRUE.equals(known) ? Future.succeededFuture(done) : fetch(spec, done));
    }

    private Future<Path> fetch(dev.meridian.proto.deployments.v1.Launch spec, Path done) {
        String key = Deployment.artefactKey(spec.getProjectId(), spec.getArtefactSha256());
        return executor.executeBlocking(
                        () -> {
                            Files.createDirectories(done.getParent());
                            return Files.createTempFile(done.getParent(), "artefact", ".tar.gz");
                        },
                        false)
                .compose(archive -> objects.read(key, 0, spec.getArtefactBytes())
                        .compose(body -> vertx.fileSystem()
                                .open(archive.toString(), new OpenOptions().setTruncateExisting(true))
                                .compose(body::pipeTo)
                                .eventually(body::close))
                        .compose(written -> executor.executeBlocking(() -> place(archive, done), false))
                        .eventually(() -> executor.executeBlocking(() -> Files.deleteIfExists(archive), false)));
    }

    private static Path place(Path archive, Path done) throws IOException {
        Path aside = Files.createTempDirectory(done.getParent(), "unpacking");
        try {
            Path unpacked = aside.resolve("code");
            Archive.unpack(archive, unpacked, ArchiveLimits.CODE);
            return Files.move(unpacked, done, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException taken) {
            if (Files.isDirectory(done)) {
                return done;
            }
            throw taken;
        } finally {
            Archive.remove(aside);
        }
    }
}
