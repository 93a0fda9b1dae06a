package dev.meridian.region.keys;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** @param expiresAt none for a key that stays valid */
record ApiKey(
        String id,
        String name,
        List<String> scopes,
        Optional<Instant> expiresAt,
        Optional<Instant> accessedAt,
        Instant createdAt,
        Instant updatedAt) {

    static ApiKey of(Row row) {
        return new ApiKey(
                row.getString("key_id"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("scopes")),
                instant(row.getOffsetDateTime("expires_at")),
                instant(row.getOffsetDateTime("accessed_at")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** @param secret known only while the key is being made; else empty */
    JsonObject toJson(String secret) {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("expire", expiresAt.map(Timestamps::format).orElse(""))
                .put("scopes", new JsonArray(scopes))
                .put("secret", secret)
                .put("accessedAt", accessedAt.map(Timestamps::format).orElse(""))
                .put("sdks", new JsonArray());
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
