package dev.meridian.edge.cache.decide;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * For how long a response may be used, all in milliseconds (RFC 9111 section 4.2, RFC 5861).
 *
 * @param lifetime from its origin on
 * @param whileRevalidate past the lifetime, while a refresh runs in the background
 * @param ifError past the lifetime, when the origin fails
 * @param ifDisconnected past the lifetime, when the origin cannot be reached at all (RFC 9111 section 4.2.4)
 */
public record Freshness(long lifetime, long whileRevalidate, long ifError, long ifDisconnected) {

    /** How long content outlives its region where the response neither allows nor forbids it. */
    static final Duration DISCONNECTED = Duration.ofDays(1);

    /**
     * @param directives those in force for this cache
     * @param targeted whether they came from {@code CDN-Cache-Control}, in which case {@code Expires} does not count
     * @return nothing when the response does not say how long it is fresh
     */
    static Optional<Freshness> of(Directives directives, boolean targeted, Fields response, long now) {
        OptionalLong lifetime = lifetime(directives, targeted, response, now);
        if (lifetime.isEmpty()) {
            return Optional.empty();
        }
        long revalidate = millis(directives, "stale-while-revalidate");
        long error = millis(directives, "stale-if-error");
        boolean forbidden =
                directives.has("must-revalidate") || directives.has("proxy-revalidate") || directives.has("no-cache");
        if (forbidden) {
            return Optional.of(new Freshness(directives.has("no-cache") ? 0 : lifetime.getAsLong(), 0, 0, 0));
        }
        boolean silent = !directives.has("s-maxage") && !directives.has("stale-if-error");
        long disconnected = silent ? DISCONNECTED.toMillis() : error;
        return Optional.of(new Freshness(lifetime.getAsLong(), revalidate, error, disconnected));
    }

    private static OptionalLong lifetime(Directives directives, boolean targeted, Fields response, long now) {
        OptionalLong shared = directives.seconds("s-maxage");
        OptionalLong seconds = shared.isPresent() ? shared : directives.seconds("max-age");
        if (seconds.isPresent()) {
            return OptionalLong.of(seconds.getAsLong() * 1_000);
        }
        if (directives.has("no-cache")) {
            return OptionalLong.of(0);
        }
        return targeted || !response.has("expires") ? OptionalLong.empty() : untilExpiry(response, now);
    }

    private static OptionalLong untilExpiry(Fields response, long now) {
        OptionalLong expires = response.all("expires").size() == 1
                ? HttpDate.millis(response.joined("expires"))
                : OptionalLong.empty();
        long date = response.first("date")
                .map(HttpDate::millis)
                .orElse(OptionalLong.empty())
                .orElse(now);
        return OptionalLong.of(Math.max(0, expires.orElse(date) - date));
    }

    private static long millis(Directives directives, String name) {
        return directives.seconds(name).orElse(0) * 1_000;
    }
}
