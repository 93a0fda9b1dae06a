package dev.meridian.core.relay;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How nodes prove to each other who they are: each shows a certificate of one authority, and both sides check it.
 *
 * @param certificate PEM file of this node's certificate, followed by those between it and the authority's
 * @param key PEM file (PKCS #8) of its private key
 * @param authority PEM file of the authority's certificate
 */
public record RelayTls(Path certificate, Path key, Path authority) {

    public RelayTls {
        for (Path file : new Path[] {certificate, key, authority}) {
            if (!Files.isReadable(file)) {
                throw new ConfigurationException("relay.tls names '" + file + "', which cannot be read");
            }
        }
    }

    /** Empty when no TLS setting is given; a node with some but not all of them does not start. */
    public static Optional<RelayTls> read(Configuration configuration) {
        Optional<Path> certificate = configuration.path("relay.tls.certificate");
        Optional<Path> key = configuration.path("relay.tls.key");
        Optional<Path> authority = configuration.path("relay.tls.authority");
        if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty() || authority.isEmpty()) {
            throw new ConfigurationException(
                    "relay.tls.certificate, relay.tls.key and relay.tls.authority must be set together");
        }
        return Optional.of(new RelayTls(certificate.get(), key.get(), authority.get()));
    }

    KeyCertOptions identity() {
        return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
    }

    TrustOptions trust() {
        return new PemTrustOptions().addCertPath(authority.toString());
    }
}
