package dev.meridian.edge.cache.decide;

import java.util.OptionalLong;

/**
 * What a cache must know of a stored response.
 *
 * @param etag entity tag with its quotes, empty for none
 * @param lastModified as sent, empty for none
 * @param storedAt when the response came, in milliseconds since the epoch
 * @param initialAge how old it was then, in milliseconds (RFC 9111 section 4.2.3)
 * @param softPurged whether it has been declared stale before its time
 */
public record StoredFacts(
        Freshness freshness,
        Sharing sharing,
        String etag,
        String lastModified,
        long storedAt,
        long initialAge,
        boolean softPurged) {

    /** @param requestedAt when the request for it was sent; the time on the way counts as age */
    public static StoredFacts of(Storage.Store store, Fields response, long requestedAt, long now) {
        long date = response.first("date")
                .map(HttpDate::millis)
                .orElse(OptionalLong.empty())
                .orElse(now);
        long apparent = Math.max(0, now - date);
        long corrected = ageHeader(response) + Math.max(0, now - requestedAt);
        return new StoredFacts(
                store.freshness(),
                store.sharing(),
                response.first("etag").orElse(""),
                response.first("last-modified").orElse(""),
                now,
                Math.max(apparent, corrected),
                false);
    }

    private static long ageHeader(Fields response) {
        String age = response.first("age").orElse("0").split(",", 2)[0].strip();
        return age.matches("[0-9]{1,10}") ? Long.parseLong(age) * 1_000 : 0;
    }

    public StoredFacts softlyPurged() {
        return new StoredFacts(freshness, sharing, etag, lastModified, storedAt, initialAge, true);
    }

    /**
     * For when it may have been purged without our knowing: to be validated before it is served. Where the origin cannot
     * be reached it stands in as it did before, and until its lifetime ends in any case.
     */
    public StoredFacts inDoubt() {
        long disconnected = Math.max(1, Math.max(freshness.ifDisconnected(), freshness.ifError()));
        Freshness doubted = new Freshness(freshness.lifetime(), 0, 0, disconnected);
        return new StoredFacts(doubted, sharing, etag, lastModified, storedAt, initialAge, true);
    }

    public boolean hasValidator() {
        return !etag.isEmpty() || !lastModified.isEmpty();
    }

    public long age(long now) {
        return initialAge + Math.max(0, now - storedAt);
    }

    /** Milliseconds for which it stays fresh, negative once it is stale. */
    public long ttl(long now) {
        long ttl = freshness.lifetime() - age(now);
        return softPurged ? Math.min(ttl, -1) : ttl;
    }

    /** Whether it may stand in for an origin that failed. */
    public boolean mayServeOnError(boolean disconnected, long now) {
        long grace = disconnected ? Math.max(freshness.ifDisconnected(), freshness.ifError()) : freshness.ifError();
        return grace > 0 && freshness.lifetime() - age(now) > -grace;
    }
}
