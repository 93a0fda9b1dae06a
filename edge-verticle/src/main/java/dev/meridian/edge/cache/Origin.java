package dev.meridian.edge.cache;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.relay.RelayResponse;
import io.vertx.core.Future;

/** Where the cache has what it does not hold, on behalf of one exchange. Used on the exchange's context. */
public interface Origin {

    /** Sends a request without a body. Fails with a problem. */
    Future<Fetched> fetch(RequestHead head);

    /** Sends the exchange's own request on, its body included. Fails with a problem. */
    Future<RelayResponse> pass();

    /**
     * A response to a fetch.
     *
     * @param cancel gives the rest of the body up
     */
    record Fetched(RelayResponse response, Runnable cancel) {}
}
