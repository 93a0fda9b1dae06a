package dev.meridian.region.postgres;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a region's database is.
 *
 * @param url {@code postgresql://user:password@host:port/database} of a server run by somebody else; none: an embedded one
 * @param folder of the embedded server, its data and its password
 * @param binaries folder where the embedded server's programs are unpacked, once for each version; may be shared by nodes
 * @param port of the embedded server, 0 for any free one
 * @param connections at most, for reads and for writes each
 */
public record DatabaseSettings(Optional<Secret> url, Path folder, Path binaries, int port, int connections) {

    /** @param data folder of the node */
    public static DatabaseSettings read(Configuration configuration, Path data) {
        Path folder = data.resolve("postgres");
        return new DatabaseSettings(
                configuration.secret("region.database.url"),
                folder,
                configuration.path("region.database.binaries").orElse(folder.resolve("binaries")),
                configuration.integer("region.database.port", 0, 0, 65_535),
                configuration.integer("region.database.connections", 8, 1, 200));
    }
}
