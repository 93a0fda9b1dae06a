package dev.meridian.region.keys;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key of a project, without its secret.
 *
 * @param expiresAt none for a key that stays valid
 * @param sdks names of the libraries that it was used with
 */
record ApiKey(
        String id,
        String name,
        List<String> scopes,
        Optional<Instant> expiresAt,
        Optional<Instant> accessedAt,
        List<String> sdks,
        Instant createdAt,
        Instant updatedAt) {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("api_key"),
            List.of(
                    Field.required("$id", "key_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("name", "name", ValueType.STRING),
                    Field.optional("expire", "expires_at", ValueType.DATETIME),
                    Field.optional("accessedAt", "accessed_at", ValueType.DATETIME),
                    list("scopes"),
                    list("sdks")));

    private static Field list(String name) {
        return new Field(name, new Identifier(name), ValueType.STRING, true, false, name.equals("scopes"));
    }

    static ApiKey of(Row row) {
        return new ApiKey(
                row.getString("key_id"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("scopes")),
                instant(row.getOffsetDateTime("expires_at")),
                instant(row.getOffsetDateTime("accessed_at")),
                List.of(row.getArrayOfStrings("sdks")),
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
                .put("sdks", new JsonArray(sdks));
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
