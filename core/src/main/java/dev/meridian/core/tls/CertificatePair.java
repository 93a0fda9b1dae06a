package dev.meridian.core.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key, as their files hold them.
 *
 * @param name of both files, without their ends
 * @param chain PEM: the certificate, then those between it and its authority's
 * @param key PEM, PKCS #8
 */
record CertificatePair(String name, Buffer chain, Buffer key) {

    private static final byte[] SIGNED = new byte[32];

    PemKeyCertOptions options() {
        return new PemKeyCertOptions().addCertValue(chain).addKeyValue(key);
    }

    /** What is wrong with it, in words that hold nothing of the key; empty for a pair that can be used. */
    Optional<String> fault(Vertx vertx, Date now) {
        X509Certificate certificate;
        try {
            certificate = certificate();
            certificate.checkValidity(now);
        } catch (CertificateExpiredException expired) {
            return Optional.of("its certificate has run out");
        } catch (CertificateNotYetValidException early) {
            return Optional.of("its certificate does not hold yet; is the clock right?");
        } catch (CertificateException unreadable) {
            return Optional.of(name + ".crt holds no certificate");
        }
        Optional<PrivateKey> held = privateKey(vertx);
        if (held.isEmpty()) {
            return Optional.of(name + ".key holds no private key in PKCS #8");
        }
        return isOf(held.get(), certificate.getPublicKey())
                ? Optional.empty()
                : Optional.of(name + ".key is not the key of " + name + ".crt");
    }

    X509Certificate certificate() throws CertificateException {
        Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(chain.getBytes()));
        if (found.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        return (X509Certificate) found.iterator().next();
    }

    /** What Vert.x makes of the files, since it is what will use them. */
    private Optional<PrivateKey> privateKey(Vertx vertx) {
        try {
            return Arrays.stream(options().getKeyManagerFactory(vertx).getKeyManagers())
                    .flatMap(manager -> manager instanceof X509KeyManager keys ? keys(keys) : Stream.empty())
                    .findFirst();
        } catch (Exception unreadable) {
            // Whatever it is that cannot be read; its message might quote the key.
            return Optional.empty();
        }
    }

    private static Stream<PrivateKey> keys(X509KeyManager manager) {
        return Stream.of("RSA", "EC", "EdDSA", "Ed25519")
                .map(type -> manager.getServerAliases(type, null))
                .filter(aliases -> aliases != null && aliases.length > 0)
                .map(aliases -> manager.getPrivateKey(aliases[0]));
    }

    private static boolean isOf(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SIGNED);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(publicKey);
            verifying.update(SIGNED);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException different) {
            return false;
        }
    }
}
