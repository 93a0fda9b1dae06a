package dev.meridian.functions.visit;

import dev.meridian.core.http.Authority;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.outbound.Hops;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.functions.v1.InvokeRequest;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The request that a caller wants a function to be given, checked (contract section 8.2).
 *
 * @param path begins with a slash; may hold a query
 * @param headers with names in lower case, none of the platform's own
 */
public record Asked(String method, String path, List<HeaderLine> headers, Buffer body) {

    public static final int MOST_BODY = 10 << 20;
    public static final int LONGEST_PATH = 2_048;
    public static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");

    private static final int MOST_HEADERS = 100;
    private static final Pattern HEADER = Pattern.compile("(?!x-appwrite-)[a-z0-9-]+", Pattern.CASE_INSENSITIVE);

    /** Fails with {@code general_argument_invalid}. */
    public static Asked of(InvokeRequest request) {
        return of(
                request.getMethod().isEmpty() ? "POST" : request.getMethod(),
                request.getPath(),
                request.getHeadersMap(),
                Buffer.buffer(request.getBody().toByteArray()));
    }

    /** Fails with {@code general_argument_invalid}. */
    public static Asked of(String method, String path, Map<String, ?> headers, Buffer body) {
        if (!METHODS.contains(method)) {
            throw invalid("method", "Value must be one of (" + String.join(", ", METHODS) + ")");
        }
        if (path.length() > LONGEST_PATH) {
            throw invalid("path", "Value must be no longer than " + LONGEST_PATH + " chars");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw invalid("path", "Value must not hold control characters");
        }
        if (body.length() > MOST_BODY) {
            throw invalid("body", "Value must be no longer than " + MOST_BODY + " bytes");
        }
        return new Asked(method, path.startsWith("/") ? path : "/" + path, lines(headers), body);
    }

    private static List<HeaderLine> lines(Map<String, ?> headers) {
        List<HeaderLine> lines = new ArrayList<>();
        headers.forEach((name, content) -> {
            String value = String.valueOf(content);
            if (!HEADER.matcher(name).matches()
                    || value.chars().anyMatch(Character::isISOControl)
                    || lines.size() == MOST_HEADERS) {
                throw invalid(
                        "headers",
                        "The following headers are allowed: alphanumeric characters or hyphens, not starting with"
                                + " x-appwrite-, at most " + MOST_HEADERS + " of them");
            }
            lines.add(new HeaderLine(name.toLowerCase(Locale.ROOT), value));
        });
        return lines;
    }

    /**
     * The same for a caller whose own request has come this way, so that a function which asks for its own execution comes
     * to an end: what it says itself of that does not count.
     *
     * @param loop the request's {@code CDN-Loop}
     */
    public Asked through(Optional<String> loop) {
        List<HeaderLine> lines = new ArrayList<>(headers);
        lines.removeIf(line -> line.name().equals(Hops.HEADER));
        loop.ifPresent(value -> lines.add(new HeaderLine(Hops.HEADER, value)));
        return new Asked(method, path, lines, body);
    }

    private static Problem invalid(String name, String rule) {
        return Problem.of(ProblemType.ARGUMENT_INVALID, "Invalid `" + name + "` param: " + rule);
    }

    /**
     * @param platform headers that the platform adds
     * @param authority host and port by which the caller reached the network, empty if not known
     * @param deadline of whoever waits, {@link Visit#LONGEST} away at the most; {@link Deadline#NEVER} if nobody does
     */
    public Invocation invocation(
            String execution, List<HeaderLine> platform, String scheme, String authority, Deadline deadline) {
        int query = path.indexOf('?');
        List<HeaderLine> all = new ArrayList<>(headers);
        all.addAll(platform);
        return new Invocation(
                execution,
                method,
                scheme,
                Authority.host(authority),
                Visit.port(scheme, authority),
                query < 0 ? path : path.substring(0, query),
                query < 0 ? "" : path.substring(query + 1),
                all,
                body,
                deadline);
    }
}
