package dev.meridian.region.access;

import dev.meridian.core.http.RequestHead;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes when keys were used last, once a day at most, and with which libraries (contract section 4). */
final class KeyUses {

    private static final Logger log = LoggerFactory.getLogger(KeyUses.class);
    private static final Duration AGAIN = Duration.ofHours(24);

    /** Libraries that are known; what else a caller says of itself is not kept. */
    private static final Set<String> SDKS = Set.of(
            "Node.js",
            "Deno",
            "PHP",
            "Python",
            "Ruby",
            "Go",
            "Java",
            ".NET",
            "Dart",
            "Kotlin",
            "Swift",
            "Rust",
            "Command Line");

    private static final String NOTE = """
            update meridian.api_key set accessed_at = $3,
                   sdks = case when $4 = '' or $4 = any(sdks) then sdks else array_append(sdks, $4) end
             where project_id = $1 and key_id = $2
            """;

    private final Database database;
    private final InstantSource clock;

    KeyUses(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param key as it was read to admit the request, which does not wait for the note */
    void note(Row key, String project, RequestHead head) {
        OffsetDateTime now = Datetimes.now(clock);
        OffsetDateTime accessed = key.getOffsetDateTime("accessed_at");
        String named = head.header("x-sdk-name").orElse("");
        String sdk = SDKS.contains(named) ? named : "";
        boolean isNew =
                !sdk.isEmpty() && !List.of(key.getArrayOfStrings("sdks")).contains(sdk);
        if (isNew || accessed == null || accessed.isBefore(now.minus(AGAIN))) {
            database.write(NOTE, project, key.getString("key_id"), now, sdk)
                    .onFailure(failure -> log.atDebug().setCause(failure).log("The use of a key was not noted"));
        }
    }
}
