package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.edge.cache.decide.ByteRange;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.policy.Handling;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.Context;

/**
 * One request on its way through the cache.
 *
 * @param handling what the project's policy says of it
 * @param fields of the request
 * @param context where its exchange lives
 * @param attempts how many flights it may still look for before it goes to the origin by itself
 */
record Visit(
        Exchange exchange,
        ResourceKey resource,
        Origin origin,
        Handling handling,
        Fields fields,
        RequestFacts facts,
        Context context,
        int attempts) {

    static final int ATTEMPTS = 3;

    RequestHead request() {
        return exchange.request();
    }

    Visit again() {
        return new Visit(exchange, resource, origin, handling, fields, facts, context, attempts - 1);
    }

    /** Whether what is stored holds all that it asks for. */
    boolean isSatisfiedBy(Entry entry) {
        if (entry.extent().isWhole() || facts.kind() == RequestFacts.Kind.HEAD) {
            return true;
        }
        return Answer.isRanged(this, entry.facts())
                && ByteRange.of(
                                request().header("range").orElse(""),
                                entry.extent().total())
                        instanceof ByteRange.Part part
                && entry.extent().holds(part);
    }

    /** Under which flights go that bring what it asks for. */
    Flight.Key flight(String variant, Profile profile) {
        return new Flight.Key(resource, variant, facts.principal(), part(profile));
    }

    private String part(Profile profile) {
        return profile.parts() && !fields().has("if-range")
                ? request().header("range").orElse("")
                : "";
    }

    /** Whether a flight that it begins asks the origin for just what it asks for itself. */
    boolean isWhatItsFlightAsks(Profile profile) {
        boolean conditional = fields().has("if-none-match") || fields().has("if-modified-since");
        return !conditional && (!fields().has("range") || !part(profile).isEmpty());
    }
}
