package dev.meridian.region.accounts.identities;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A user's account at another provider.
 *
 * @param accessToken with which the provider may be asked, empty for none
 * @param accessTokenExpiry empty for never
 * @param refreshToken empty for none
 */
public record Identity(
        String id,
        String userId,
        String provider,
        String providerUid,
        String providerEmail,
        String accessToken,
        String accessTokenExpiry,
        String refreshToken,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    public static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("identity"),
            List.of(
                    Field.required("$id", "identity_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("userId", "user_id", ValueType.STRING),
                    Field.required("provider", "provider", ValueType.STRING),
                    Field.required("providerUid", "provider_uid", ValueType.STRING),
                    Field.required("providerEmail", "provider_email", ValueType.STRING),
                    Field.optional("providerAccessTokenExpiry", "access_token_expires_at", ValueType.DATETIME),
                    Field.required("search", "search", ValueType.STRING),
                    shown("access_token_sealed"),
                    shown("refresh_token_sealed")));

    private static Field shown(String column) {
        return new Field(column, new Identifier(column), ValueType.STRING, false, false, false);
    }

    public static Identity of(String project, Row row, Sealer sealer) {
        String id = row.getString("identity_id");
        return new Identity(
                id,
                row.getString("user_id"),
                row.getString("provider"),
                row.getString("provider_uid"),
                row.getString("provider_email"),
                opened(row.getString("access_token_sealed"), project, id, sealer),
                Optional.ofNullable(row.getOffsetDateTime("access_token_expires_at"))
                        .map(expiry -> Timestamps.format(expiry.toInstant()))
                        .orElse(""),
                opened(row.getString("refresh_token_sealed"), project, id, sealer),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"));
    }

    private static String opened(String sealed, String project, String id, Sealer sealer) {
        return sealed.isEmpty() ? "" : sealer.open(sealed, place(project, id));
    }

    /** What its tokens are sealed for. */
    public static String place(String project, String id) {
        return "identity " + id + " of " + project;
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt.toInstant()))
                .put("$updatedAt", Timestamps.format(updatedAt.toInstant()))
                .put("userId", userId)
                .put("provider", provider)
                .put("providerUid", providerUid)
                .put("providerEmail", providerEmail)
                .put("providerAccessToken", accessToken)
                .put("providerAccessTokenExpiry", accessTokenExpiry)
                .put("providerRefreshToken", refreshToken);
    }
}
