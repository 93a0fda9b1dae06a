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

    /** Of a response that is stored to be validated whenever it is asked for. */
    static final Freshness NONE = new Freshness(0, 0, 0, 0);

    /** What part of the time since its last change a response is taken to be fresh for (RFC 9111 section 4.2.2). */
    private static final int HEURISTIC_PART = 10;

    private static final Duration HEURISTIC_LIMIT = Duration.ofDays(1);

    /** From the date of a response that does not say how long it is fresh; nothing when it was never modified. */
    static Optional<Freshness> heuristic(Fields response, long now) {
        OptionalLong modified =
                response.first("last-modified").map(HttpDate::millis).orElse(OptionalLong.empty());
        if (modified.isEmpty()) {
            return Optional.empty();
        }
        long lifetime = Math.max(0, date(response, now) - modified.getAsLong()) / HEURISTIC_PART;
        return Optional.of(
                new Freshness(Math.min(lifetime, HEURISTIC_LIMIT.toMillis()), 0, 0, DISCONNECTED.toMillis()));
    }

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

    /** By a project's word: for so long from when the response came, however old it was then. */
    static Freshness ruled(long lifetime, Directives directives, Fields response, long now) {
        long older =
                Math.max(now - date(response, now), StoredFacts.age(response).orElse(0));
        boolean forbidden = directives.has("must-revalidate") || directives.has("proxy-revalidate");
        return forbidden
                ? new Freshness(lifetime + Math.max(0, older), 0, 0, 0)
                : new Freshness(
                        lifetime + Math.max(0, older),
                        millis(directives, "stale-while-revalidate"),
                        millis(directives, "stale-if-error"),
                        DISCONNECTED.toMillis());
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
        long date = date(response, now);
        return OptionalLong.of(Math.max(0, expires.orElse(date) - date));
    }

    /** When a response was made, by its own word. */
    static long date(Fields response, long now) {
        return response.first("date")
                .map(HttpDate::millis)
                .orElse(OptionalLong.empty())
                .orElse(now);
    }

    private static long millis(Directives directives, String name) {
        return directives.seconds(name).orElse(0) * 1_000;
    }
}
