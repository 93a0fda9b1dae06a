package dev.meridian.region.access;

import dev.meridian.core.http.RequestHead;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
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

    /** Which the request does not wait for. */
    void note(StoredKey key, RequestHead head) {
        OffsetDateTime now = Datetimes.now(clock);
        String named = head.header("x-sdk-name").orElse("");
        String sdk = SDKS.contains(named) && !key.sdks().contains(named) ? named : "";
        boolean lately = key.accessedAt()
                .filter(noted -> noted.plus(AGAIN).isAfter(now.toInstant()))
                .isPresent();
        if (!lately || !sdk.isEmpty()) {
            database.write(NOTE, key.project(), key.caller().keyId(), now, sdk)
                    .onFailure(failure -> log.atDebug().setCause(failure).log("The use of a key was not noted"));
        }
    }
}
