package dev.meridian.region.api;

import dev.meridian.core.http.Authority;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may call (contract section 2.7).
 *
 * @param hosts allowed host names; {@code *.} before one allows every name below it
 */
record Origins(List<String> hosts) {

    private static final ProblemType UNKNOWN_ORIGIN = new ProblemType("general_unknown_origin", 403);
    private static final Set<String> WEB = Set.of("http", "https");
    private static final String ALLOW_HEADERS = String.join(
            ", ",
            List.of(
                    "Accept",
                    "Origin",
                    "Cookie",
                    "Set-Cookie",
                    "Content-Type",
                    "Content-Range",
                    "X-Appwrite-Project",
                    "X-Appwrite-Key",
                    "X-Appwrite-Dev-Key",
                    "X-Appwrite-Locale",
                    "X-Appwrite-Mode",
                    "X-Appwrite-JWT",
                    "X-Appwrite-Organization",
                    "X-Appwrite-Response-Format",
                    "X-Appwrite-Timeout",
                    "X-Appwrite-ID",
                    "X-Appwrite-Timestamp",
                    "X-Appwrite-Session",
                    "X-Appwrite-Platform",
                    "X-Appwrite-Impersonate-User-Id",
                    "X-Appwrite-Impersonate-User-Email",
                    "X-Appwrite-Impersonate-User-Phone",
                    "X-SDK-Version",
                    "X-SDK-Name",
                    "X-SDK-Language",
                    "X-SDK-Platform",
                    "X-SDK-GraphQL",
                    "X-SDK-Profile",
                    "Range",
                    "Cache-Control",
                    "Expires",
                    "Pragma",
                    "X-Fallback-Cookies",
                    "X-Requested-With",
                    "X-Forwarded-For",
                    "X-Forwarded-User-Agent"));

    /**
     * Adds what a browser wants to know before it lets a page see the reply.
     *
     * @param isPlatform whether the page is known to be a platform of the project
     */
    void describe(RequestHead head, boolean isPlatform, MultiMap headers) {
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE")
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOW_HEADERS)
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "X-Appwrite-Session, X-Fallback-Cookies")
                .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
        head.header(HttpHeaders.ORIGIN)
                .filter(origin -> head.method().equals(HttpMethod.OPTIONS) || isPlatform || isAllowed(head, origin))
                .ifPresent(origin -> headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                        .add(HttpHeaders.VARY, HttpHeaders.ORIGIN));
    }

    /** Refuses a page of a foreign origin, unless the caller is a server with a key. */
    void check(RequestHead head, Gate.Admission admission) {
        Optional<String> origin = head.header(HttpHeaders.ORIGIN);
        if (origin.isPresent()
                && !(admission.caller() instanceof Caller.Key)
                && !admission.isFromPlatform()
                && !isAllowed(head, origin.get())) {
            throw Problem.of(
                    UNKNOWN_ORIGIN,
                    "Invalid Origin. Register your new client (" + host(origin.get())
                            + ") as a new Web platform on your project console dashboard");
        }
    }

    private boolean isAllowed(RequestHead head, String origin) {
        int scheme = origin.indexOf("://");
        if (scheme < 0 || !WEB.contains(origin.substring(0, scheme))) {
            return false;
        }
        String host = host(origin);
        return host.equals(canonical(head.host())) || hosts.stream().anyMatch(pattern -> matches(pattern, host));
    }

    private static boolean matches(String pattern, String host) {
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }

    private static String host(String origin) {
        return canonical(Authority.host(origin.substring(origin.indexOf("://") + 3)));
    }

    private static String canonical(String host) {
        return host.equals("127.0.0.1") || host.equals("[::1]") ? "localhost" : host;
    }
}
