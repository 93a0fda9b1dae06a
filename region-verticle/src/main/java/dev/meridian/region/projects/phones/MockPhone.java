package dev.meridian.region.projects.phones;

import dev.meridian.region.api.Timestamps;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/** A number that is sent nothing: its code is always the same. */
record MockPhone(String number, String otp, Instant createdAt, Instant updatedAt) {

    static MockPhone of(Row row) {
        return new MockPhone(
                row.getString("number"),
                row.getString("otp"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    JsonObject model() {
        return new JsonObject()
                .put("number", number)
                .put("otp", otp)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt));
    }
}
