package dev.meridian.core.tls;

import dev.meridian.core.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The public door for TLS, beside the one in plain text.
 *
 * @param folder of certificates and keys
 * @param host address that the door binds
 * @param check how often the folder is looked at
 */
public record TlsSettings(Path folder, String host, int port, Duration check) {

    /** Empty when there is no folder of certificates, and so no such door. */
    public static Optional<TlsSettings> read(Configuration configuration) {
        String host = configuration.text(
                "tls.host", configuration.text("http.host", configuration.text("node.host", "127.0.0.1")));
        int port = configuration.integer("tls.port", 8_443, 1, 65_535);
        Duration check = configuration.duration("tls.check", Duration.ofSeconds(10));
        return configuration.path("tls.certificates").map(folder -> new TlsSettings(folder, host, port, check));
    }
}
