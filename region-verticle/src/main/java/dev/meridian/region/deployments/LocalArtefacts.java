package dev.meridian.region.deployments;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.OpenOptions;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artefacts unpacked on this machine, each once, into a folder named by its digest, for as long as a deployment names it.
 * Safe for use by many threads.
 */
public final class LocalArtefacts {

    private static final Logger log = LoggerFactory.getLogger(LocalArtefacts.class);
    private static final long TIDY_MILLIS = 60_000;

    /** One unpacked this lately may be in use still, and is not removed. */
    private static final Duration IN_USE = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Database database;
    private final ObjectStore objects;
    private final WorkerExecutor executor;
    private final Path folder;
    private final InstantSource clock;
    private final Map<String, Future<Path>> unpacked = new ConcurrentHashMap<>();
    private final long timer;

    LocalArtefacts(
            Vertx vertx,
            Database database,
            ObjectStore objects,
            WorkerExecutor executor,
            Path folder,
            InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.objects = objects;
        this.executor = executor;
        this.folder = folder;
        this.clock = clock;
        this.timer = vertx.setPeriodic(
                TIDY_MILLIS,
                elapsed -> tidy().onFailure(failure ->
                        log.atWarn().setCause(failure).log("Unpacked artefacts could not be tidied up")));
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /**
     * Where an artefact is.
     *
     * @param key of the object that holds it
     */
    public Future<Path> of(String key, String sha, long bytes) {
        Future<Path> one = unpacked.computeIfAbsent(sha, name -> unpack(key, sha, bytes));
        one.onFailure(ignored -> unpacked.remove(sha, one));
        return one;
    }

    private Future<Path> unpack(String key, String sha, long bytes) {
        Path done = folder.resolve(sha);
        return executor.executeBlocking(() -> Files.isDirectory(done), false)
                .compose(known -> Boolean.TRUE.equals(known) ? Future.succeededFuture(done) : fetch(key, bytes, done));
    }

    private Future<Path> fetch(String key, long bytes, Path done) {
        return executor.executeBlocking(
                        () -> Files.createTempFile(Files.createDirectories(folder), "artefact", ".tar.gz"), false)
                .compose(archive -> objects.read(key, 0, bytes)
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
            Path code = aside.resolve("code");
            Archive.unpack(archive, code, ArchiveLimits.ARTEFACT);
            return Files.move(code, done, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException taken) {
            if (Files.isDirectory(done)) {
                return done;
            }
            throw taken;
        } finally {
            Archive.remove(aside);
        }
    }

    /** Removes what no deployment names any more, and what a process that died has left. */
    Future<Void> tidy() {
        return executor.executeBlocking(this::old, false)
                .map(Objects::requireNonNull)
                .compose(names -> names.isEmpty()
                        ? Future.succeededFuture()
                        : needed(names).compose(needed -> forget(names, needed)));
    }

    private Future<Void> forget(List<String> names, Set<String> needed) {
        List<String> gone =
                names.stream().filter(name -> !needed.contains(name)).toList();
        gone.forEach(unpacked::remove);
        return executor.executeBlocking(() -> remove(gone), false).mapEmpty();
    }

    private Future<Set<String>> needed(List<String> names) {
        return database.read(
                        "select distinct artefact_sha256 from meridian.deployment where artefact_sha256 = any($1)",
                        (Object) names.toArray(String[]::new))
                .map(rows -> {
                    Set<String> needed = new HashSet<>();
                    for (Row row : rows) {
                        needed.add(row.getString(0));
                    }
                    return needed;
                });
    }

    private List<String> old() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Instant lately = clock.instant().minus(IN_USE);
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toFile().lastModified() < lately.toEpochMilli())
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private int remove(List<String> names) throws IOException {
        for (String name : names) {
            Archive.remove(folder.resolve(name));
        }
        return names.size();
    }
}
