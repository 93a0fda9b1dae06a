package dev.meridian.core.relay;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.BiConsumer;

/** An exchange in flight, seen by its caller. The request's body is written here and ended. */
public interface RelayCall extends WriteStream<Buffer> {

    /** The response, once its head has come. Fails with a problem if the peer died, refused, or took too long. */
    Future<RelayResponse> response();

    /** Told of responses before the response (RFC 9110 section 15.2). To be set in the turn that opened the call. */
    void onInterim(BiConsumer<Integer, MultiMap> handler);

    /** Breaks off; the far side sees its exchange cancelled. */
    void cancel();
}
