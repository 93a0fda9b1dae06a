package dev.meridian.region.storage.objects;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files below one folder; several pods may share it over a network file system.
 *
 * <p>A file is written under a name of its own in {@code incoming}, forced to disk, then renamed; the folder that it is
 * renamed into is forced as well.
 */
public final class FolderStore implements ObjectStore {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

    private final Vertx vertx;
    private final WorkerExecutor executor;
    private final Path objects;
    private final Path incoming;

    private FolderStore(Vertx vertx, WorkerExecutor executor, Path root) {
        this.vertx = vertx;
        this.executor = executor;
        this.objects = root.resolve("objects");
        this.incoming = root.resolve("incoming");
    }

    /**
     * Opens the folder, making it if need be. What an earlier process left half written stays out of sight.
     *
     * @param executor named and bounded; the store does not close it
     */
    public static FolderStore open(Vertx vertx, WorkerExecutor executor, Path root) throws IOException {
        FolderStore store = new FolderStore(vertx, executor, root);
        Files.createDirectories(store.objects);
        Files.createDirectories(store.incoming);
        return store;
    }

    @Override
    public Future<ObjectWriter> create() {
        return blocking(() -> new FileWriter(this, newFile()));
    }

    @Override
    public Future<StoredObject> join(List<String> parts, String key) {
        return blocking(() -> {
            Path file = newFile();
            ContentDigest digest = new ContentDigest();
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (String part : parts) {
                    append(path(part), out, digest);
                }
            }
            return publish(file, key, digest);
        });
    }

    @Override
    public Future<StoredObject> store(Path source, String key) {
        return blocking(() -> {
            Path file = newFile();
            ContentDigest digest = new ContentDigest();
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                append(source, out, digest);
            }
            return publish(file, key, digest);
        });
    }

    private static void append(Path from, FileChannel out, ContentDigest digest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
            while (in.read(buffer.clear()) >= 0) {
                buffer.flip();
                digest.update(buffer);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
    }

    @Override
    public Future<Void> copyTo(String key, Path file) {
        return act(() -> Files.copy(path(key), file));
    }

    @Override
    public Future<ObjectBody> read(String key, long start, long length) {
        OpenOptions options = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
        return vertx.fileSystem()
                .open(path(key).toString(), options)
                .<ObjectBody>map(file -> new FileBody(file.setReadPos(start)
                        .setReadLength(length)
                        .setReadBufferSize(Math.clamp(length, 1, BUFFER_BYTES))))
                .recover(failure -> Future.failedFuture(Problem.upstream(
                        ProblemType.SERVER_ERROR, "The content of the object is not to be had", true, failure)));
    }

    @Override
    public Future<Void> delete(String key) {
        Path file = path(key);
        return act(() -> Files.deleteIfExists(file));
    }

    @Override
    public Future<Void> deleteUnfinished(Instant before) {
        return act(() -> {
            try (Stream<Path> files = Files.list(incoming)) {
                for (Path file : files.toList()) {
                    if (isOlder(file, before)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        });
    }

    private static boolean isOlder(Path file, Instant moment) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
        } catch (NoSuchFileException published) {
            return false;
        }
    }

    @Override
    public Future<Void> deleteAll(String prefix) {
        Path folder = path(prefix);
        return act(() -> Archive.remove(folder));
    }

    /** Forces a finished file to disk and gives it its place. Blocks. */
    StoredObject publish(Path file, String key, ContentDigest digest) throws IOException {
        Path target = path(key);
        Path folder = Objects.requireNonNull(target.getParent());
        Files.createDirectories(folder);
        force(file);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(folder);
        return digest.finish();
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    <T> Future<T> blocking(Callable<T> work) {
        return executor.executeBlocking(work, false).map(Objects::requireNonNull);
    }

    /** Work on the disk that has no result. */
    interface Action {
        void run() throws IOException;
    }

    Future<Void> act(Action action) {
        return blocking(() -> {
                    action.run();
                    return true;
                })
                .mapEmpty();
    }

    private Path newFile() {
        return incoming.resolve(UUID.randomUUID().toString());
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches() || key.contains("..")) {
            throw new IllegalArgumentException("'" + key + "' is not the key of an object");
        }
        return objects.resolve(key);
    }
}
