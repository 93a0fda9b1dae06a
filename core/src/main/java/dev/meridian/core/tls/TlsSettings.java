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
 * @param transport what is asked of clients
 */
public record TlsSettings(Path folder, String host, int port, Duration check, Transport transport) {

    /** 126 days, as the contract has it (section 2.7). */
    private static final Duration HSTS = Duration.ofDays(126);

    /**
     * What is asked of clients that come for a host which there is a certificate for.
     *
     * @param isForced whether they are sent from plain text to TLS
     * @param port where they are sent to, as they reach it
     * @param hsts how long they are told to come over TLS only (RFC 6797); zero for not at all
     */
    public record Transport(boolean isForced, int port, Duration hsts) {

        public static final Transport FREE = new Transport(false, 443, Duration.ZERO);

        static Transport read(Configuration configuration) {
            boolean isForced = configuration.flag("tls.force", false);
            return new Transport(
                    isForced,
                    configuration.integer("tls.force.port", 443, 1, 65_535),
                    configuration.duration("tls.hsts", isForced ? HSTS : Duration.ZERO));
        }
    }

    /** Empty when there is no folder of certificates, and so no such door. */
    public static Optional<TlsSettings> read(Configuration configuration) {
        String host = configuration.text(
                "tls.host", configuration.text("http.host", configuration.text("node.host", "127.0.0.1")));
        int port = configuration.integer("tls.port", 8_443, 1, 65_535);
        Duration check = configuration.duration("tls.check", Duration.ofSeconds(10));
        Transport transport = Transport.read(configuration);
        return configuration
                .path("tls.certificates")
                .map(folder -> new TlsSettings(folder, host, port, check, transport));
    }
}
