package dev.meridian.region.storage.objects;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** The content of an object, or part of it. Closes itself when it ends or fails. */
public interface ObjectBody extends ReadStream<Buffer> {

    /** Gives up before the end. */
    Future<Void> close();
}
