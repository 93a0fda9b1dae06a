package dev.meridian.region.accounts.factors;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What a user has been asked to prove. */
public record Challenge(String id, String userId, Instant expiresAt, Instant createdAt) {

    public JsonObject toJson() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("userId", userId)
                .put("expire", Timestamps.format(expiresAt));
    }
}
