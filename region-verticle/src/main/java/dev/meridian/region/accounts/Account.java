package dev.meridian.region.accounts;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user of a project.
 *
 * @param email lower case, empty for none
 * @param passwordHash PHC string, empty for none
 */
record Account(
        String id,
        String email,
        String phone,
        String name,
        String passwordHash,
        Optional<Instant> passwordUpdatedAt,
        boolean enabled,
        boolean emailVerified,
        boolean phoneVerified,
        List<String> labels,
        JsonObject prefs,
        Optional<Instant> accessedAt,
        Instant createdAt,
        Instant updatedAt) {

    static Account of(Row row) {
        return new Account(
                row.getString("user_id"),
                orEmpty(row.getString("email")),
                orEmpty(row.getString("phone")),
                row.getString("name"),
                orEmpty(row.getString("password")),
                instant(row.getOffsetDateTime("password_updated_at")),
                row.getBoolean("enabled"),
                row.getBoolean("email_verified"),
                row.getBoolean("phone_verified"),
                List.of(row.getArrayOfStrings("labels")),
                row.getJsonObject("prefs"),
                instant(row.getOffsetDateTime("accessed_at")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** As the user sees it. */
    JsonObject toJson() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("registration", Timestamps.format(createdAt))
                .put("status", enabled)
                .put("labels", new JsonArray(labels))
                .put("passwordUpdate", passwordUpdatedAt.map(Timestamps::format).orElse(""))
                .put("email", email)
                .put("phone", phone)
                .put("emailVerification", emailVerified)
                .put("phoneVerification", phoneVerified)
                .put("mfa", false)
                .put("prefs", prefs)
                .put("targets", new JsonArray())
                .put("accessedAt", accessedAt.map(Timestamps::format).orElse(""))
                .put("impersonator", false);
    }

    /** As a server sees it: the password's hash comes with it. */
    JsonObject toServerJson() {
        return toJson().put("password", passwordHash).put("hash", "argon2").put("hashOptions", Passwords.describe());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
