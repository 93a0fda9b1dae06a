package dev.meridian.edge.cache;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.edge.cache.disk.DiskSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What disk a cache may use.
 *
 * @param folder its own; made if it is absent
 * @param bytes at most; 0 for no disk at all
 * @param fits whether it may take no more than half of what is free there
 * @param ownerPercent of the bytes that one project may take
 * @param object bytes of the largest body that is stored; 0 for an eighth of all
 */
public record CacheDisk(Path folder, long bytes, boolean fits, int ownerPercent, long object) {

    private static final Logger LOG = LoggerFactory.getLogger(CacheDisk.class);
    private static final long USUAL = 10L << 30;
    private static final long USUAL_OBJECT = 1L << 30;

    /** Less than this is not worth the trouble. */
    private static final long LEAST = 16 << 20;

    private static final int LARGEST_SEGMENT = 32 << 20;
    private static final long HELD = 64 << 20;
    private static final int THREADS = 4;

    public CacheDisk {
        if (bytes != 0 && bytes < LEAST) {
            throw new ConfigurationException(
                    "edge.cache.disk.bytes is " + bytes + "; it is 0 for no disk, or at least " + LEAST);
        }
    }

    /** None. */
    public static CacheDisk none() {
        return new CacheDisk(Path.of(""), 0, false, 100, 0);
    }

    /** The usual, in a folder. */
    public static CacheDisk in(Path folder) {
        return new CacheDisk(folder, USUAL, true, 100, 0);
    }

    /** @param folder where nothing else is said */
    public static CacheDisk read(Configuration configuration, Path folder) {
        boolean fits = configuration.text("edge.cache.disk.bytes").isEmpty();
        return new CacheDisk(
                configuration.path("edge.cache.disk.folder").orElse(folder),
                configuration.bytes("edge.cache.disk.bytes", USUAL),
                fits,
                configuration.integer("edge.cache.disk.owner", 100, 1, 100),
                configuration.bytes("edge.cache.disk.object", 0));
    }

    /** Bounds by what is free now. Blocks. Nothing where there is to be no disk, or no room for one. */
    public Optional<DiskSettings> settings() {
        if (bytes == 0) {
            return Optional.empty();
        }
        long most = fits ? Math.min(bytes, room() / 2) : bytes;
        if (most < LEAST) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("bytes", most)
                    .log("There is too little room for the cache's disk; the cache is in memory only");
            return Optional.empty();
        }
        int segment = (int) Math.min(LARGEST_SEGMENT, most / 16);
        long largest = object == 0 ? Math.min(USUAL_OBJECT, most / 8) : object;
        return Optional.of(new DiskSettings(folder, most, segment, ownerPercent, largest, HELD, THREADS));
    }

    /** Bytes that are free, or taken by the cache already; 0 if it cannot be told. */
    private long room() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                long taken = files.map(Path::toFile).mapToLong(File::length).sum();
                return Files.getFileStore(folder).getUsableSpace() + taken;
            }
        } catch (IOException unusable) {
            LOG.atDebug().setCause(unusable).log("The room of the cache's folder cannot be told");
            return 0;
        }
    }
}
