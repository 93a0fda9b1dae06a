package dev.meridian.region.sealing;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the keys are.
 *
 * @param keys base64 of 32 bytes each, with commas between; the first seals, all of them open
 * @param file where a key is kept, and made once, if there are no such keys; none for regions whose database is run by
 *     somebody else, whose pods need the same keys
 */
public record SealingSettings(Optional<Secret> keys, Optional<Path> file) {

    /** @param data folder of the node */
    public static SealingSettings read(Configuration configuration, Path data) {
        boolean own = configuration.secret("region.database.url").isEmpty();
        return new SealingSettings(
                configuration.secret("region.encryption.keys"),
                own ? Optional.of(data.resolve("encryption-key")) : Optional.empty());
    }
}
