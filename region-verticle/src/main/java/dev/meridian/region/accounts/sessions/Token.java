package dev.meridian.region.accounts.sessions;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What stands for a login yet to come.
 *
 * @param secret shown once and never kept
 */
public record Token(String id, String userId, String secret, Instant expiresAt, Instant createdAt) {

    public JsonObject toJson() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("userId", userId)
                .put("secret", secret)
                .put("expire", Timestamps.format(expiresAt))
                .put("phrase", "");
    }
}
