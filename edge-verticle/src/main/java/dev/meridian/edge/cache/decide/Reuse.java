package dev.meridian.edge.cache.decide;

import java.util.OptionalLong;

/** Whether a stored response may answer a request (RFC 9111 section 4, RFC 5861), and why not. */
public sealed interface Reuse {

    /** Answer from the store. */
    record Fresh() implements Reuse {}

    /** Answer from the store; one refresh runs in the background. */
    record WhileRevalidating() implements Reuse {}

    /** Ask the origin, whether what is stored still holds if it can be asked that. */
    record Validate(Why why) implements Reuse {}

    /** Ask the origin: nothing that is stored fits. */
    record Fetch(Why why) implements Reuse {}

    /** The request accepts stored responses only, and none fits: 504. */
    record OnlyIfCached() implements Reuse {}

    /** Why a request goes on to the origin, in the words of RFC 9211 section 2.2. */
    enum Why {
        URI_MISS("uri-miss"),
        VARY_MISS("vary-miss"),
        STALE("stale"),
        PARTIAL("partial"),
        REQUEST("request"),
        BYPASS("bypass"),
        METHOD("method");

        private final String token;

        Why(String token) {
            this.token = token;
        }

        public String token() {
            return token;
        }
    }

    /** When nothing is stored for the request. */
    static Reuse ofNothing(RequestFacts request, Why why) {
        return request.directives().has("only-if-cached") ? new OnlyIfCached() : new Fetch(why);
    }

    /**
     * @param suffices whether what is stored holds all that is asked for; a part may not
     * @param now in milliseconds since the epoch
     */
    static Reuse of(RequestFacts request, StoredFacts stored, boolean suffices, long now) {
        if (!stored.sharing().admits(request.principal())) {
            return ofNothing(request, Why.BYPASS);
        }
        if (!suffices) {
            return ofNothing(request, Why.PARTIAL);
        }
        Directives wanted = request.directives();
        long ttl = stored.ttl(now);
        if (wanted.has("no-cache") || isTooOld(wanted, stored, now) || isTooSoonStale(wanted, ttl)) {
            return validate(wanted, Why.REQUEST);
        }
        if (ttl > 0) {
            return new Fresh();
        }
        if (-ttl < stored.freshness().whileRevalidate()) {
            return new WhileRevalidating();
        }
        return toleratesStale(wanted, stored, ttl) ? new Fresh() : validate(wanted, Why.STALE);
    }

    private static Reuse validate(Directives wanted, Why why) {
        return wanted.has("only-if-cached") ? new OnlyIfCached() : new Validate(why);
    }

    private static boolean isTooOld(Directives wanted, StoredFacts stored, long now) {
        OptionalLong maxAge = wanted.seconds("max-age");
        return maxAge.isPresent() && !wanted.has("max-stale") && stored.age(now) / 1_000 > maxAge.getAsLong();
    }

    private static boolean isTooSoonStale(Directives wanted, long ttl) {
        return ttl > 0 && ttl / 1_000 < wanted.seconds("min-fresh").orElse(0);
    }

    /** A request's {@code max-stale}; of no effect where the response forbids to be served stale or was purged. */
    private static boolean toleratesStale(Directives wanted, StoredFacts stored, long ttl) {
        if (!wanted.has("max-stale") || stored.freshness().ifDisconnected() == 0 || stored.softPurged()) {
            return false;
        }
        boolean anyAge = wanted.values().getOrDefault("max-stale", "").isEmpty();
        return anyAge || -ttl <= wanted.seconds("max-stale").orElse(0) * 1_000;
    }
}
