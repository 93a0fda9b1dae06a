package dev.meridian.region.accounts.profiles;

import dev.meridian.region.accounts.targets.Target;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.passwords.StoredPassword;
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
 * A user of a project.
 *
 * @param email lower case, empty for none
 * @param phone empty for none
 */
public record Account(
        String id,
        String email,
        String phone,
        String name,
        StoredPassword password,
        Optional<Instant> passwordUpdatedAt,
        boolean enabled,
        boolean emailVerified,
        boolean phoneVerified,
        boolean mfa,
        boolean impersonator,
        List<String> labels,
        JsonObject prefs,
        List<Target> targets,
        Optional<Instant> accessedAt,
        Instant createdAt,
        Instant updatedAt) {

    /** As lists ask for it (contract section 2.6); what they cannot name is there to be shown. */
    public static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("person"),
            List.of(
                    Field.required("$id", "user_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("name", "name", ValueType.STRING),
                    Field.optional("email", "email", ValueType.STRING),
                    Field.optional("phone", "phone", ValueType.STRING),
                    Field.required("status", "enabled", ValueType.BOOLEAN),
                    Field.optional("passwordUpdate", "password_updated_at", ValueType.DATETIME),
                    Field.required("registration", "created_at", ValueType.DATETIME),
                    Field.required("emailVerification", "email_verified", ValueType.BOOLEAN),
                    Field.required("phoneVerification", "phone_verified", ValueType.BOOLEAN),
                    new Field("labels", new Identifier("labels"), ValueType.STRING, true, false, true),
                    Field.required("impersonator", "impersonator", ValueType.BOOLEAN),
                    Field.optional("accessedAt", "accessed_at", ValueType.DATETIME),
                    Field.required("search", "search", ValueType.STRING),
                    shown("mfa", ValueType.BOOLEAN),
                    shown("password", ValueType.STRING),
                    shown("password_kind", ValueType.STRING),
                    shown("password_options", ValueType.STRING),
                    shown("prefs", ValueType.STRING),
                    shown("targets", ValueType.STRING)));

    private static Field shown(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, false, false);
    }

    /** @param row of the view {@code person} */
    public static Account of(Row row) {
        return new Account(
                row.getString("user_id"),
                orEmpty(row.getString("email")),
                orEmpty(row.getString("phone")),
                row.getString("name"),
                new StoredPassword(
                        row.getString("password_kind"),
                        orEmpty(row.getString("password")),
                        row.getJsonObject("password_options")),
                instant(row.getOffsetDateTime("password_updated_at")),
                row.getBoolean("enabled"),
                row.getBoolean("email_verified"),
                row.getBoolean("phone_verified"),
                row.getBoolean("mfa"),
                row.getBoolean("impersonator"),
                List.of(row.getArrayOfStrings("labels")),
                row.getJsonObject("prefs"),
                targets(row.getJsonArray("targets")),
                instant(row.getOffsetDateTime("accessed_at")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static List<Target> targets(@Nullable JsonArray json) {
        return json == null
                ? List.of()
                : json.stream().map(JsonObject.class::cast).map(Target::of).toList();
    }

    /** As the user sees it. */
    public JsonObject toJson() {
        JsonArray addresses = new JsonArray();
        targets.forEach(target -> addresses.add(target.toJson()));
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
                .put("mfa", mfa)
                .put("prefs", prefs)
                .put("targets", addresses)
                .put("accessedAt", accessedAt.map(Timestamps::format).orElse(""))
                .put("impersonator", impersonator);
    }

    /** As a server sees it: the password's hash comes with it. */
    public JsonObject toServerJson() {
        return toJson().put("password", password.hash())
                .put("hash", password.kind())
                .put("hashOptions", password.description());
    }

    /** Whether a second factor can be asked for by mail. */
    public boolean hasVerifiedEmail() {
        return emailVerified && !email.isEmpty();
    }

    /** Whether a second factor can be asked for by text message. */
    public boolean hasVerifiedPhone() {
        return phoneVerified && !phone.isEmpty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
