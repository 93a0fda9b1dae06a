package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.events.Cause;
import dev.meridian.region.query.Datetimes;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Who writes rows, and what they know of them.
 *
 * @param knows the time up to which they know the rows' changes (X-Appwrite-Timestamp); empty where they do not say
 */
public record Author(Caller caller, Optional<OffsetDateTime> knows) {

    public static Author of(ApiRequest request) {
        return new Author(
                request.caller(),
                request.head()
                        .header("x-appwrite-timestamp")
                        .map(text -> Datetimes.parse(text)
                                .orElseThrow(() ->
                                        Invalid.parameter("X-Appwrite-Timestamp", "Value must be a valid date"))));
    }

    Cause cause() {
        return Cause.of(caller);
    }

    /** Refuses to change a row that was changed after what they know. */
    void checkKnows(StoredRow row) {
        if (knows.filter(known -> row.updatedAt().isAfter(known)).isPresent()) {
            throw DatabaseProblems.rowConflict();
        }
    }
}
