package dev.meridian.region.accounts;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/** A login that lasts until it expires or is ended. */
record Session(
        String id,
        String userId,
        String provider,
        String providerUid,
        String ip,
        Instant expiresAt,
        Instant createdAt,
        Instant updatedAt) {

    private static final List<String> UNKNOWN = List.of(
            "providerAccessToken",
            "providerAccessTokenExpiry",
            "providerRefreshToken",
            "osCode",
            "osName",
            "osVersion",
            "clientType",
            "clientCode",
            "clientName",
            "clientVersion",
            "clientEngine",
            "clientEngineVersion",
            "deviceName",
            "deviceBrand",
            "deviceModel",
            "mfaUpdatedAt");

    static Session of(Row row) {
        return new Session(
                row.getString("session_id"),
                row.getString("user_id"),
                row.getString("provider"),
                row.getString("provider_uid"),
                row.getString("ip"),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /**
     * @param current whether it is the caller's own
     * @param secret encoded value for a server that keeps it for its user; empty for everybody else
     */
    JsonObject toJson(boolean current, String secret) {
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
                .put("factors", new JsonArray().add("password"))
                .put("secret", secret);
        UNKNOWN.forEach(name -> json.put(name, ""));
        return json;
    }
}
