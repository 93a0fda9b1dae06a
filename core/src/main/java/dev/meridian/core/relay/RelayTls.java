package dev.meridian.core.relay;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
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
        RelayTls tls = new RelayTls(certificate.get(), key.get(), authority.get());
        checkCertificate("relay.tls.certificate", tls.certificate);
        checkCertificate("relay.tls.authority", tls.authority);
        checkKey(tls.key);
        return Optional.of(tls);
    }

    private static void checkCertificate(String setting, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new ConfigurationException(setting + " names '" + file + "', which holds no certificate");
            }
            ((X509Certificate) chain.iterator().next()).checkValidity();
        } catch (CertificateExpiredException e) {
            throw new ConfigurationException(setting + " names '" + file + "', a certificate that has run out", e);
        } catch (CertificateNotYetValidException e) {
            throw new ConfigurationException(
                    setting + " names '" + file + "', a certificate that does not hold yet; is the clock right?", e);
        } catch (CertificateException | IOException e) {
            throw new ConfigurationException(setting + " names '" + file + "', which holds no certificate", e);
        }
    }

    private static void checkKey(Path file) {
        try {
            if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN PRIVATE KEY-----")) {
                return;
            }
        } catch (IOException e) {
            throw new ConfigurationException("relay.tls.key names '" + file + "', which cannot be read", e);
        }
        throw new ConfigurationException("relay.tls.key names '" + file + "', which holds no private key in PKCS #8");
    }

    KeyCertOptions identity() {
        return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
    }

    TrustOptions trust() {
        return new PemTrustOptions().addCertPath(authority.toString());
    }
}
