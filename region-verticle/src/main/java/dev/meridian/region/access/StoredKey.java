package dev.meridian.region.access;

import dev.meridian.region.api.Caller;
import dev.meridian.region.api.CallerScopes;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * An API key, as far as its holder's requests depend on it.
 *
 * @param project whose it is
 * @param accessedAt when its use was noted last
 * @param sdks that were noted to use it
 */
record StoredKey(
        String project,
        Caller.Key caller,
        Optional<Instant> expiresAt,
        Optional<Instant> accessedAt,
        Set<String> sdks) {

    /** @param row with the columns of {@code api_key}, and the project as {@code key_project} */
    static StoredKey of(Row row) {
        Set<String> scopes = CallerScopes.ofKey(Set.of(row.getArrayOfStrings("scopes")));
        return new StoredKey(
                row.getString("key_project"),
                new Caller.Key(row.getString("key_id"), scopes, 0),
                instant(row, "expires_at"),
                instant(row, "accessed_at"),
                Set.of(row.getArrayOfStrings("sdks")));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}
