package dev.meridian.region.multipart;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Takes a file part's content. Called on the event loop of the request, one call at a time. */
public interface FileSink {

    /** Makes ready to take bytes; called once, if the form has a file. */
    Future<Void> open();

    /** Takes bytes; the next are given when the returned future succeeds. A failure ends the reading. */
    Future<Void> write(Buffer bytes);
}
