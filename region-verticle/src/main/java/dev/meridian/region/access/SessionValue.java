package dev.meridian.region.access;

import dev.meridian.core.id.Ids;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a session's holder keeps: opaque to them, base64 of JSON with the user and the secret. */
public record SessionValue(String userId, String secret) {

    private static final int LONGEST = 4_096;

    public String encoded() {
        String json = new JsonObject().put("id", userId).put("secret", secret).encode();
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Whatever was not made by {@link #encoded} is absent. */
    static Optional<SessionValue> decode(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonObject json = new JsonObject(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
            return json.getValue("id") instanceof String id
                            && Ids.isValid(id)
                            && json.getValue("secret") instanceof String secret
                    ? Optional.of(new SessionValue(id, secret))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
