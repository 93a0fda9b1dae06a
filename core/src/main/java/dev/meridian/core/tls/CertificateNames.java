package dev.meridian.core.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts that certificates are for: of their subject alternative names, those that are DNS names or IP addresses (RFC 6125
 * section 6.4, RFC 9525). Immutable.
 */
public final class CertificateNames {

    private static final Logger log = LoggerFactory.getLogger(CertificateNames.class);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final Set<String> names;

    private CertificateNames(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    public static CertificateNames of(Collection<X509Certificate> certificates) {
        Set<String> names = new HashSet<>();
        certificates.forEach(certificate -> add(certificate, names));
        return new CertificateNames(names);
    }

    private static void add(X509Certificate certificate, Set<String> names) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    boolean isHost =
                            alternative.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS);
                    if (isHost && alternative.get(1) instanceof String name) {
                        names.add(name.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            log.atDebug().setCause(unreadable).log("A certificate whose names cannot be read is for no host");
        }
    }

    /** @param host lower case, without a port; a wildcard covers names of one label more */
    public boolean covers(String host) {
        int dot = host.indexOf('.');
        return names.contains(host) || (dot > 0 && names.contains('*' + host.substring(dot)));
    }
}
