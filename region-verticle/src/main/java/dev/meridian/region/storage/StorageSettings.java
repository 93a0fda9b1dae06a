package dev.meridian.region.storage;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import java.nio.file.Path;

/**
 * Where objects lie and how large files may be.
 *
 * @param folder of the object store; pods of one region share it
 * @param mostFileBytes that any bucket may allow, and what one allows that names no limit
 * @param mostCodeBytes of a deployment's archive
 * @param threads that read and write objects
 */
public record StorageSettings(Path folder, long mostFileBytes, long mostCodeBytes, int threads) {

    public static StorageSettings read(Configuration configuration, Path data) {
        return new StorageSettings(
                configuration.path("region.storage.folder").orElse(data.resolve("storage")),
                size(configuration, "region.storage.most", 5_000_000_000L),
                size(configuration, "region.code.most", 30_000_000L),
                configuration.integer("region.storage.threads", 8, 1, 256));
    }

    private static long size(Configuration configuration, String key, long otherwise) {
        long bytes = configuration.bytes(key, otherwise);
        if (bytes < 1) {
            throw new ConfigurationException(key + " is " + bytes + "; at least one byte must be allowed");
        }
        return bytes;
    }
}
