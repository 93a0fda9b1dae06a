package dev.meridian.edge.cache;

import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** What came of a flight, for everyone who waits for it. */
sealed interface Outcome {

    /**
     * A response that may be shared, while its body still comes in.
     *
     * @param variant what the flight's own request has under the rule; others have the response only with the same
     * @param status 206 for a part that all who wait have asked for
     * @param entry the whole, once it is there
     */
    record Shared(
            StoredFacts facts,
            int status,
            MultiMap headers,
            long contentLength,
            VaryRule rule,
            String variant,
            SharedBody body,
            Future<Entry> entry)
            implements Outcome {}

    /** What was stored still holds. */
    record Refreshed(Entry entry) implements Outcome {}

    /** The origin failed; what was stored stands in. */
    record StandIn(Entry entry, String reason) implements Outcome {}

    /** A response for the request alone that began the flight. */
    record Unshared(Origin.Fetched fetched, String reason) implements Outcome {}

    /** What was stored may not be used any more: each asks for itself. */
    record Declined(String reason) implements Outcome {}

    /** No response at all. */
    record Failed(Throwable cause) implements Outcome {}
}
