package dev.meridian.edge.cache.decide;

import java.util.OptionalLong;

/**
 * What a cache must know of a stored response.
 *
 * @param etag entity tag with its quotes, empty for none
 * @param lastModified as sent, empty for none
 * @param modifiedAt when it was last modified, or was made where that is not said, in milliseconds since the epoch
 * @param storedAt when the response came, in milliseconds since the epoch
 * @param initialAge how old it was then, in milliseconds (RFC 9111 section 4.2.3)
 * @param softPurged whether it has been declared stale before its time
 */
public record StoredFacts(
        Freshness freshness,
        Sharing sharing,
        String etag,
        String lastModified,
        long modifiedAt,
        long storedAt,
        long initialAge,
        boolean softPurged) {

    /** @param requestedAt when the request for it was sent; the time on the way counts as age */
    public static StoredFacts of(Storage.Store store, Fields response, long requestedAt, long now) {
        long date = Freshness.date(response, now);
        long apparent = Math.max(0, now - date);
        OptionalLong age = age(response);
        long corrected = age.orElse(0) + Math.max(0, now - requestedAt);
        String lastModified = response.first("last-modified").orElse("");
        return new StoredFacts(
                age.isPresent() ? store.freshness() : Freshness.NONE,
                store.sharing(),
                response.first("etag").orElse(""),
                lastModified,
                HttpDate.millis(lastModified).orElse(date),
                now,
                Math.max(apparent, corrected),
                false);
    }

    /** What {@code Age} says, in milliseconds; nothing where it is no single number: it is then not known to be fresh. */
    static OptionalLong age(Fields response) {
        if (!response.has("age")) {
            return OptionalLong.of(0);
        }
        String age = response.joined("age").strip();
        return age.matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(age) * 1_000) : OptionalLong.empty();
    }

    public StoredFacts softlyPurged() {
        return new StoredFacts(freshness, sharing, etag, lastModified, modifiedAt, storedAt, initialAge, true);
    }

    /** As of another form of the same: its entity tag says so at its end (RFC 9110 section 8.8.3.3). */
    public StoredFacts tagged(String form) {
        int end = etag.lastIndexOf('"');
        String own = end < 1 ? "" : etag.substring(0, end) + '-' + form + '"';
        return new StoredFacts(freshness, sharing, own, lastModified, modifiedAt, storedAt, initialAge, softPurged);
    }

    /**
     * For when it may have been purged without our knowing: to be validated before it is served. Where the origin cannot
     * be reached it stands in as it did before, and until its lifetime ends in any case.
     */
    public StoredFacts inDoubt() {
        long disconnected = Math.max(1, Math.max(freshness.ifDisconnected(), freshness.ifError()));
        Freshness doubted = new Freshness(freshness.lifetime(), 0, 0, disconnected);
        return new StoredFacts(doubted, sharing, etag, lastModified, modifiedAt, storedAt, initialAge, true);
    }

    public boolean hasValidator() {
        return !etag.isEmpty() || !lastModified.isEmpty();
    }

    /** Whether parts with the same entity tag are of one representation (RFC 9110 section 8.8.1). */
    public boolean hasStrongValidator() {
        return etag.startsWith("\"");
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
