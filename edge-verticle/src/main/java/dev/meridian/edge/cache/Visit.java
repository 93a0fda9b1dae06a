package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.Context;

/**
 * One request on its way through the cache.
 *
 * @param context where its exchange lives
 * @param attempts how many flights it may still look for before it goes to the origin by itself
 */
record Visit(
        Exchange exchange, ResourceKey resource, Origin origin, RequestFacts facts, Context context, int attempts) {

    static final int ATTEMPTS = 3;

    Fields fields() {
        return exchange.request().headers()::getAll;
    }

    RequestHead request() {
        return exchange.request();
    }

    Visit again() {
        return new Visit(exchange, resource, origin, facts, context, attempts - 1);
    }

    /** Whether it asks for something else than the whole, whatever the client holds. */
    boolean isPartialOrConditional() {
        return fields().has("range") || fields().has("if-none-match") || fields().has("if-modified-since");
    }
}
