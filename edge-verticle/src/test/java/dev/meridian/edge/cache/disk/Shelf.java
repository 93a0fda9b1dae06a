package dev.meridian.edge.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A disk cache in a folder, used from a test's thread. */
final class Shelf {

    private static final AtomicInteger COUNT = new AtomicInteger();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final DiskCache cache;
    private final DiskSettings settings;

    private Shelf(DiskSettings settings, Vertx vertx) {
        this.settings = settings;
        cache = await(DiskCache.open(vertx, "disk-test-" + COUNT.incrementAndGet(), settings, meters));
    }

    static Shelf open(Vertx vertx, DiskSettings settings) {
        return new Shelf(settings, vertx);
    }

    /** Segments of 64 KiB; bodies past 16 KiB have files of their own. */
    static DiskSettings settings(Path folder, long bytes, int ownerPercent) {
        return new DiskSettings(folder, bytes, 64 << 10, ownerPercent, bytes / 4, 64 << 20, 3);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("the disk does not answer", late);
        }
    }

    Outcome put(Sample sample) {
        return await(begin(sample).commit());
    }

    /** All of the body is written, and nothing committed. */
    DiskWrite begin(Sample sample) {
        DiskWrite write = cache.write(sample.key(), sample.metadata(), OptionalLong.empty());
        Buffer body = sample.body();
        for (int at = 0; at < body.length(); at += 7_000) {
            await(write.write(body.slice(at, Math.min(body.length(), at + 7_000))));
        }
        return write;
    }

    Optional<Sample> find(DiskKey key) {
        return await(cache.find(key)).map(object -> {
            try {
                Sample sample = Sample.of(key, object.metadata());
                Buffer body = body(object, 0, object.length());
                if (object.length() != sample.length() || !body.equals(sample.body())) {
                    throw new AssertionError("the body of " + key + " is not what was written");
                }
                return sample;
            } finally {
                object.close();
            }
        });
    }

    static Buffer body(DiskObject object, long position, long length) {
        Buffer all = Buffer.buffer();
        while (all.length() < length) {
            all.appendBuffer(await(object.read(position + all.length(), length - all.length())));
        }
        return all;
    }

    List<Sample> all() {
        List<Sample> found = new ArrayList<>();
        await(cache.removeIf(head -> {
            synchronized (found) {
                found.add(Sample.of(head.key(), head.metadata()));
            }
            return false;
        }));
        return found;
    }

    double count(String name) {
        return meters.get("meridian_cache_disk_" + name).counter().count();
    }

    /** Bytes of all files of objects. */
    long onDisk() {
        return files(settings.folder()).stream()
                .filter(path -> path.toString().matches(".*\\.(segment|part|gone)"))
                .mapToLong(Shelf::size)
                .sum();
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The folder as a process would leave it that is killed now. */
    void copyTo(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path file : files(settings.folder())) {
                copy(file, folder.resolve(file.getFileName()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(Path file, Path to) throws IOException {
        try {
            Files.copy(file, to);
        } catch (NoSuchFileException deleted) {
            // The disk deletes what is empty by itself.
            assertThat(to).doesNotExist();
        }
    }

    void close() {
        await(cache.close());
    }
}
