package dev.meridian.core.relay;

import io.vertx.core.http.HttpConnection;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which node is at the other end of a connection: the common name of its certificate, which the network's authority has
 * signed. On a network without certificates there is only what the caller says.
 */
public final class PeerName {

    private static final Logger LOG = LoggerFactory.getLogger(PeerName.class);

    /** Nobody that is known. */
    public static final String UNKNOWN = "";

    private PeerName() {}

    /**
     * @param claim the name that the caller gives itself; empty for none
     * @return {@link #UNKNOWN} where a certificate names nobody, or another than the caller claims to be
     */
    public static String of(HttpConnection connection, String claim) {
        return agreed(proven(connection), claim);
    }

    /** What its certificate calls it, {@link #UNKNOWN} for a bad one; nothing on a connection without any. */
    public static Optional<String> proven(HttpConnection connection) {
        if (!connection.isSsl()) {
            return Optional.empty();
        }
        try {
            return connection.peerCertificates().stream()
                    .findFirst()
                    .filter(X509Certificate.class::isInstance)
                    .map(certificate -> commonName((X509Certificate) certificate))
                    .or(() -> Optional.of(UNKNOWN));
        } catch (SSLPeerUnverifiedException unverified) {
            LOG.atDebug().setCause(unverified).log("A peer shows no certificate");
            return Optional.of(UNKNOWN);
        }
    }

    /** As {@link #of}, of what was {@link #proven}. */
    public static String agreed(Optional<String> proven, String claim) {
        if (proven.isEmpty() || claim.isEmpty() || claim.equals(proven.get())) {
            return proven.orElse(claim);
        }
        LOG.atDebug()
                .addKeyValue("certificate", proven.get())
                .addKeyValue("claim", claim)
                .log("A node claims to be another than its certificate says");
        return UNKNOWN;
    }

    private static String commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .findFirst()
                            .orElse(UNKNOWN);
        } catch (InvalidNameException malformed) {
            LOG.atWarn().setCause(malformed).log("A peer's certificate has a subject that cannot be read");
            return UNKNOWN;
        }
    }
}
