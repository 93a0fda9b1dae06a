package dev.meridian.region.functions;

import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The request that a function is to be given, checked (contract section 8.2).
 *
 * @param path begins with a slash; may hold a query
 * @param headers with names in lower case, none of the platform's own
 */
record Asked(String method, String path, List<HeaderLine> headers, Buffer body) {

    private static final int MOST_BODY = 10 << 20;
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_PATH = 2_048;
    private static final Pattern HEADER = Pattern.compile("(?!x-appwrite-)[a-z0-9-]+", Pattern.CASE_INSENSITIVE);
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");

    static Asked of(Parameters parameters) {
        if (parameters.flag("async", false) || parameters.has("scheduledAt")) {
            throw Invalid.parameter(
                    parameters.has("scheduledAt") ? "scheduledAt" : "async",
                    "This version executes functions while the caller waits only");
        }
        return checked(
                parameters.oneOf("method", METHODS).orElse("POST"),
                parameters.optionalText("path", LONGEST_PATH).orElse("/"),
                parameters.object("headers").orElseGet(JsonObject::new).getMap(),
                Buffer.buffer(parameters.optionalText("body", MOST_BODY).orElse("")));
    }

    static Asked of(InvokeRequest request) {
        String method = request.getMethod().isEmpty() ? "POST" : request.getMethod();
        if (!METHODS.contains(method)) {
            throw Invalid.parameter("method", "Value must be one of (" + String.join(", ", METHODS) + ")");
        }
        if (request.getPath().length() > LONGEST_PATH) {
            throw Invalid.parameter("path", "Value must be no longer than " + LONGEST_PATH + " chars");
        }
        return checked(
                method,
                request.getPath(),
                request.getHeadersMap(),
                Buffer.buffer(request.getBody().toByteArray()));
    }

    private static Asked checked(String method, String path, Map<String, ?> headers, Buffer body) {
        if (body.length() > MOST_BODY) {
            throw Invalid.parameter("body", "Value must be no longer than " + MOST_BODY + " bytes");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw Invalid.parameter("path", "Value must not hold control characters");
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
                throw Invalid.parameter(
                        "headers",
                        "The following headers are allowed: alphanumeric characters or hyphens, not starting with"
                                + " x-appwrite-, at most " + MOST_HEADERS + " of them");
            }
            lines.add(new HeaderLine(name.toLowerCase(Locale.ROOT), value));
        });
        return lines;
    }
}
