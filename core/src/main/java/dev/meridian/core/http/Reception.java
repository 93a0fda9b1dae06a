package dev.meridian.core.http;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.netty.channel.Channel;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Reads a request's head as it came from outside, and believes no more of it than may be believed. */
final class Reception {

    static final ProblemType URI_TOO_LONG = new ProblemType("general_uri_too_long", 414);
    static final ProblemType HEADERS_TOO_LARGE = new ProblemType("general_headers_too_large", 431);
    static final ProblemType BODY_TOO_LARGE = new ProblemType("general_body_too_large", 413);

    static final String WEBSOCKET = "websocket";

    private static final Set<String> PROXY_HEADERS = HopByHop.names(
            "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded");

    /** Headers of ours that a client may send. */
    private static final Set<String> FROM_CLIENTS = HopByHop.names("meridian-region");

    /**
     * Over HTTP/2 the head does not say whether content follows; with these it has no meaning (RFC 9110 section 9.3), so
     * that it must be announced to be let in.
     */
    private static final Set<HttpMethod> NO_CONTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final HttpLimits limits;
    private final TrustedProxies trusted;
    private final Map<HttpConnection, Long> silent = new WeakHashMap<>();
    private String lastValid = "localhost";

    Reception(HttpLimits limits, TrustedProxies trusted) {
        this.limits = limits;
        this.trusted = trusted;
    }

    /** @param closed told when the connection has closed */
    void opened(Vertx vertx, HttpConnection connection, Runnable closed) {
        long timer = vertx.setTimer(limits.firstRequest().toMillis(), ignored -> {
            if (silent.remove(connection) != null) {
                connection.close();
            }
        });
        silent.put(connection, timer);
        // A connection that has switched to another protocol tells of its end nowhere else.
        channel(connection).closeFuture().addListener(ignored -> {
            heard(vertx, connection);
            closed.run();
        });
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** @return whether nothing was heard of the connection before */
    boolean heard(Vertx vertx, HttpConnection connection) {
        Long timer = silent.remove(connection);
        return timer != null && vertx.cancelTimer(timer);
    }

    /** @throws Problem when the head breaks a rule or a limit */
    RequestHead head(HttpServerRequest request) {
        if (count(request.headers()) > limits.headers()) {
            throw Problem.of(HEADERS_TOO_LARGE, "The request has more than " + limits.headers() + " headers.");
        }
        requireKnownFraming(request);
        String uri = originForm(request);
        String authority = authority(request);
        boolean proxied = isFromProxy(request);
        MultiMap headers = endToEnd(request.headers(), proxied);
        long contentLength = contentLength(request);
        if (contentLength == 0 && asksForWebSocket(request)) {
            headers.set(RequestHead.UPGRADE, WEBSOCKET);
        }
        return new RequestHead(request.method(), scheme(request, proxied), authority, uri, headers, contentLength);
    }

    /** What of a request's headers goes on; nobody but a trusted proxy says what only proxies say. */
    private static MultiMap endToEnd(MultiMap received, boolean proxied) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : received) {
            String name = header.getKey();
            boolean ours = name.regionMatches(true, 0, "meridian-", 0, 9) && !FROM_CLIENTS.contains(name);
            boolean ofHop = HopByHop.NAMES.contains(name) || name.equalsIgnoreCase("host");
            if (!ours && !ofHop && (proxied || !PROXY_HEADERS.contains(name))) {
                headers.add(name, header.getValue());
            }
        }
        HopByHop.removeNamed(received.getAll("connection"), headers);
        return headers;
    }

    /** RFC 6455 section 4.1. Other protocols are not spoken here; what asks for them is answered without. */
    private static boolean asksForWebSocket(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1
                && request.method().equals(HttpMethod.GET)
                && request.headers().contains("upgrade", WEBSOCKET, true)
                && request.headers().getAll("connection").stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .anyMatch(option -> option.strip().equalsIgnoreCase("upgrade"));
    }

    /** Every line, also those of one name; a map's size tells only the names. */
    private static int count(MultiMap headers) {
        int count = 0;
        for (Map.Entry<String, String> _ : headers) {
            count++;
        }
        return count;
    }

    String clientAddress(HttpServerRequest request) {
        return trusted.clientAddress(
                request.remoteAddress().hostAddress(), request.headers().getAll("x-forwarded-for"));
    }

    boolean trusts(String farEnd) {
        return trusted.trusts(farEnd);
    }

    private boolean isFromProxy(HttpServerRequest request) {
        return trusts(request.remoteAddress().hostAddress());
    }

    /** Where a body ends must be beyond doubt: a node before or behind this one would cut it elsewhere (RFC 9112 section 6.1). */
    private static void requireKnownFraming(HttpServerRequest request) {
        List<String> codings = request.headers().getAll("transfer-encoding");
        boolean isChunked = codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
        if (!codings.isEmpty() && !(isChunked && request.version() == HttpVersion.HTTP_1_1)) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The request's Transfer-Encoding is not chunked alone.");
        }
    }

    private static String scheme(HttpServerRequest request, boolean proxied) {
        String forwarded = request.getHeader("x-forwarded-proto");
        if (proxied && forwarded != null && (forwarded.equals("https") || forwarded.equals("http"))) {
            return forwarded;
        }
        return request.isSSL() ? "https" : "http";
    }

    /** Path and query, also of a request that was sent in absolute form (RFC 9112 section 3.2.2). */
    private static String originForm(HttpServerRequest request) {
        String uri = request.uri();
        if (uri.startsWith("/") || (uri.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
            return uri;
        }
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            int path = uri.indexOf('/', uri.indexOf("//") + 2);
            return path < 0 ? "/" : uri.substring(path);
        }
        throw Problem.of(ProblemType.BAD_REQUEST, "The request's target is neither a path nor an http URI.");
    }

    private String authority(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll("host");
        String authority;
        if (request.version() == HttpVersion.HTTP_2 && hosts.isEmpty()) {
            authority = request.authority() == null ? "" : request.authority().toString();
        } else if (hosts.size() == 1) {
            authority = hosts.getFirst().strip();
        } else {
            throw Problem.of(
                    ProblemType.BAD_REQUEST, "The request has " + hosts.size() + " Host headers; it needs one.");
        }
        if (!authority.equals(lastValid) && !Authority.isValid(authority)) {
            throw Problem.of(
                    ProblemType.BAD_REQUEST, "The request's Host header is not a host name with an optional port.");
        }
        lastValid = authority;
        return authority;
    }

    private long contentLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        if (length == null) {
            boolean bodyless = request.version() == HttpVersion.HTTP_2
                    ? request.isEnded() || NO_CONTENT.contains(request.method())
                    : !request.headers().contains("transfer-encoding");
            return bodyless ? 0 : -1;
        }
        try {
            long bytes = Long.parseLong(length);
            if (bytes < 0) {
                throw new NumberFormatException(length);
            }
            if (bytes > limits.bodyBytes()) {
                throw tooLarge(limits.bodyBytes());
            }
            return bytes;
        } catch (NumberFormatException e) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The request's Content-Length is not a number of bytes.");
        }
    }

    static Problem tooLarge(long most) {
        return Problem.of(BODY_TOO_LARGE, "The request's body is larger than the " + most + " bytes that are taken.");
    }
}
