package dev.meridian.region.accounts.sessions;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A login that lasts until it expires or is ended.
 *
 * @param factors by which its holder has proved who they are
 * @param challengedAt when a further factor was last proved
 */
public record Session(
        String id,
        String userId,
        String provider,
        String providerUid,
        String ip,
        String userAgent,
        List<String> factors,
        Optional<Instant> challengedAt,
        Instant expiresAt,
        Instant createdAt,
        Instant updatedAt) {

    private static final List<String> UNKNOWN =
            List.of("providerAccessToken", "providerAccessTokenExpiry", "providerRefreshToken");

    static Session of(Row row) {
        return new Session(
                row.getString("session_id"),
                row.getString("user_id"),
                row.getString("provider"),
                row.getString("provider_uid"),
                row.getString("ip"),
                row.getString("user_agent"),
                List.of(row.getArrayOfStrings("factors")),
                Optional.ofNullable(row.getOffsetDateTime("mfa_updated_at")).map(OffsetDateTime::toInstant),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /**
     * @param current whether it is the caller's own
     * @param secret encoded value for a server that keeps it for its user; empty for everybody else
     */
    public JsonObject toJson(boolean current, String secret) {
        JsonObject json = new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("userId", userId)
                .put("expire", Timestamps.format(expiresAt))
                .put("provider", provider)
                .put("providerUid", providerUid)
                .put("ip", ip)
                .put("countryCode", "--")
                .put("countryName", "Unknown")
                .put("current", current)
                .put("factors", new JsonArray(factors))
                .put("secret", secret)
                .put("mfaUpdatedAt", challengedAt.map(Timestamps::format).orElse(""));
        UNKNOWN.forEach(name -> json.put(name, ""));
        UserAgent.of(userAgent).describe(json);
        return json;
    }

    /** The reply's body of a list of them. */
    public static JsonObject model(List<Session> sessions, String current, boolean total) {
        JsonArray items = new JsonArray();
        sessions.forEach(session -> items.add(session.toJson(session.id().equals(current), "")));
        return new JsonObject().put("total", total ? sessions.size() : 0).put("sessions", items);
    }
}
