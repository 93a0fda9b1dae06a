package dev.meridian.core.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** An exchange in flight, seen by its caller. The request's body is written here and ended. */
public interface RelayCall extends WriteStream<Buffer> {

    /** The response, once its head has come. Fails with a problem if the peer died, refused, or took too long. */
    Future<RelayResponse> response();

    /** Breaks off; the far side sees its exchange cancelled. */
    void cancel();
}
