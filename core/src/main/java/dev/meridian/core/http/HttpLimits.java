package dev.meridian.core.http;

import dev.meridian.core.config.Configuration;
import java.time.Duration;

/**
 * What the public door takes.
 *
 * @param headerBytes of all request headers together
 * @param headers how many of them
 * @param uriBytes of the request line
 * @param bodyBytes of a request's body
 * @param idle how long a connection may be silent, also in the midst of a body
 * @param firstRequest how long a new connection may take to send its first whole head
 * @param timeout how long an answer's beginning may take
 */
public record HttpLimits(
        int headerBytes,
        int headers,
        int uriBytes,
        long bodyBytes,
        Duration idle,
        Duration firstRequest,
        Duration timeout) {

    public static final HttpLimits DEFAULT = new HttpLimits(
            32 << 10, 100, 16 << 10, 10L << 30, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(5));

    public static HttpLimits read(Configuration configuration) {
        return new HttpLimits(
                (int) Math.min(1 << 20, configuration.bytes("http.limits.header.bytes", DEFAULT.headerBytes)),
                configuration.integer("http.limits.headers", DEFAULT.headers, 10, 1_000),
                (int) Math.min(1 << 20, configuration.bytes("http.limits.uri.bytes", DEFAULT.uriBytes)),
                configuration.bytes("http.limits.body.bytes", DEFAULT.bodyBytes),
                configuration.duration("http.limits.idle", DEFAULT.idle),
                configuration.duration("http.limits.first.request", DEFAULT.firstRequest),
                configuration.duration("http.limits.timeout", DEFAULT.timeout));
    }
}
