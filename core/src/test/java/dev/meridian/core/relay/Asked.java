package dev.meridian.core.relay;

import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** Asks a node over the relay as a test does: for one path, and for the whole answer. */
public final class Asked {

    private Asked() {}

    /** To be called on a context. */
    public static Future<String> of(Relay relay, PeerAddress peer, String path) {
        RequestHead head =
                new RequestHead(HttpMethod.GET, "http", "localhost", path, MultiMap.caseInsensitiveMultiMap(), 0);
        Provenance provenance = new Provenance("192.0.2.1", Provenance.MAX_HOPS, TraceParent.parse(null), "", "");
        return relay.open(peer, new RelayRequest(head, provenance, Deadline.NEVER))
                .compose(call -> {
                    call.end();
                    return call.response();
                })
                .compose(response -> {
                    Promise<String> whole = Promise.promise();
                    Buffer body = Buffer.buffer();
                    response.body().handler(body::appendBuffer);
                    response.body().exceptionHandler(whole::tryFail);
                    response.body().endHandler(done -> whole.tryComplete(body.toString()));
                    response.body().resume();
                    return whole.future();
                });
    }
}
