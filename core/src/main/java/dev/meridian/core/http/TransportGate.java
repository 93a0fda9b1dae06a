package dev.meridian.core.http;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.tls.CertificateNames;
import dev.meridian.core.tls.Certificates;
import dev.meridian.core.tls.TlsSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSession;

/**
 * Whether a request came over the right transport, for the hosts that the node has certificates for.
 *
 * <ul>
 *   <li>In plain text where TLS is asked for: sent there, or refused where it is more than a look (contract section 2.4,
 *       {@code general_protocol_unsupported}). What authorities ask for to validate a domain passes (RFC 8555 section 8.3).
 *   <li>Over TLS that was opened for another host, whose certificate is not for this one: 421 (RFC 9110 section 15.5.20).
 *       A connection may be used for all names of the certificate that it was opened with (RFC 9113 section 9.1.1).
 * </ul>
 *
 * <p>What trusted proxies say of their clients' transport is believed; how they themselves come is not looked at.
 */
final class TransportGate {

    private static final ProblemType MISDIRECTED = new ProblemType("general_misdirected_request", 421);
    private static final ProblemType UNENCRYPTED = new ProblemType("general_protocol_unsupported", 426);
    private static final String VALIDATION = "/.well-known/acme-challenge/";
    private static final String HSTS = "strict-transport-security";
    private static final String PROTOCOL = "x-forwarded-proto";

    private final Certificates certificates;
    private final TlsSettings.Transport transport;
    private final Reception reception;

    TransportGate(Certificates certificates, TlsSettings.Transport transport, Reception reception) {
        this.certificates = certificates;
        this.transport = transport;
        this.reception = reception;
    }

    /** False for an exchange that is answered already. */
    boolean admits(HttpServerRequest wire, Exchange exchange) {
        RequestHead head = exchange.request();
        boolean isProxied = reception.trusts(wire.remoteAddress().hostAddress());
        if (isProxied && head.header(PROTOCOL).isEmpty()) {
            return true;
        }
        if (head.scheme().equals("http")) {
            return !isRefusedInPlainText(head) || refuseInPlainText(wire, exchange);
        }
        if (!isProxied && isMisdirected(wire.connection(), head.host())) {
            ProblemAnswer.give(
                    exchange,
                    Problem.of(
                            MISDIRECTED,
                            "This connection was opened for another host. Ask for this one over a connection of its own."));
            return false;
        }
        if (!transport.hsts().isZero() && certificates.covers(head.host())) {
            tell(wire.response(), transport.hsts());
        }
        return true;
    }

    private boolean isRefusedInPlainText(RequestHead head) {
        return transport.isForced()
                && certificates.covers(head.host())
                && !head.path().startsWith(VALIDATION);
    }

    private boolean refuseInPlainText(HttpServerRequest wire, Exchange exchange) {
        RequestHead head = exchange.request();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD)) {
            String port = transport.port() == 443 ? "" : ":" + transport.port();
            headers.set("location", "https://" + head.host() + port + head.uri());
            headers.set("cache-control", "max-age=3600");
            exchange.respond(301, headers, Buffer.buffer());
            return false;
        }
        if (wire.version() == HttpVersion.HTTP_1_1) {
            wire.response().putHeader("upgrade", "TLS/1.2, HTTP/1.1").putHeader("connection", "upgrade");
        }
        ProblemAnswer.give(
                exchange, Problem.of(UNENCRYPTED, "Method unsupported over HTTP. Please use HTTPS instead."), headers);
        return false;
    }

    /** Whoever named no host while connecting cannot have been shown the wrong certificate for it. */
    private static boolean isMisdirected(HttpConnection connection, String host) {
        String asked = connection.indicatedServerName();
        return asked != null
                && !asked.isEmpty()
                && !asked.equalsIgnoreCase(host)
                && !shown(connection).covers(host);
    }

    private static CertificateNames shown(HttpConnection connection) {
        SSLSession session = connection.sslSession();
        Certificate[] chain = session == null ? null : session.getLocalCertificates();
        return CertificateNames.of(
                chain == null
                        ? List.of()
                        : Arrays.stream(chain)
                                .limit(1)
                                .map(X509Certificate.class::cast)
                                .toList());
    }

    /** An application's own word on it stands. */
    private static void tell(HttpServerResponse response, Duration hsts) {
        response.headersEndHandler(head -> {
            if (!response.headers().contains(HSTS)) {
                response.putHeader(HSTS, "max-age=" + hsts.toSeconds());
            }
        });
    }
}
