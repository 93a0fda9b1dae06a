package dev.meridian.region.accounts.targets;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Where messages reach a user: an address, a telephone number, or a device.
 *
 * @param providerId empty for the project's usual one
 * @param providerType {@code email}, {@code sms} or {@code push}
 * @param expired whether its provider has said that it is no more
 */
public record Target(
        String id,
        String userId,
        String providerId,
        String providerType,
        String identifier,
        String name,
        boolean expired,
        Instant createdAt,
        Instant updatedAt) {

    public static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("target"),
            List.of(
                    Field.required("$id", "target_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("userId", "user_id", ValueType.STRING),
                    Field.required("providerId", "provider_id", ValueType.STRING),
                    Field.required("providerType", "provider_type", ValueType.STRING),
                    Field.required("identifier", "identifier", ValueType.STRING),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("expired", "expired", ValueType.BOOLEAN)));

    public static Target of(Row row) {
        return new Target(
                row.getString("target_id"),
                row.getString("user_id"),
                row.getString("provider_id"),
                row.getString("provider_type"),
                row.getString("identifier"),
                row.getString("name"),
                row.getBoolean("expired"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** @param json a row as PostgreSQL writes it */
    public static Target of(JsonObject json) {
        return new Target(
                json.getString("target_id"),
                json.getString("user_id"),
                json.getString("provider_id"),
                json.getString("provider_type"),
                json.getString("identifier"),
                json.getString("name"),
                json.getBoolean("expired"),
                OffsetDateTime.parse(json.getString("created_at")).toInstant(),
                OffsetDateTime.parse(json.getString("updated_at")).toInstant());
    }

    /** The same target at another address, which counts until its provider says otherwise. */
    public Target at(String other) {
        return new Target(id, userId, providerId, providerType, other, name, false, createdAt, updatedAt);
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("userId", userId)
                .put("providerId", providerId.isEmpty() ? null : providerId)
                .put("providerType", providerType)
                .put("identifier", identifier)
                .put("expired", expired);
    }
}
