package dev.meridian.region.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** JSON that callers sent: whatever is not one object is absent. */
final class JsonTexts {

    private JsonTexts() {}

    static Optional<JsonObject> object(String text) {
        return object(Buffer.buffer(text));
    }

    static Optional<JsonObject> object(Buffer text) {
        try {
            return Json.decodeValue(text) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }
}
