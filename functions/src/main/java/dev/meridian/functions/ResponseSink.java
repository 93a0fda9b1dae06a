package dev.meridian.functions;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Where a response goes whose body is sent while the function still runs. Called on the context that asked for the call;
 * not called at all for a response that is there as a whole: that is in the {@link Outcome}.
 */
public interface ResponseSink {

    /** The response begins; header names are in lower case and may repeat. */
    void begin(int status, List<HeaderLine> headers);

    /** Takes a piece of the body. Succeeds when there is room for the next; fails when nobody waits for it any more. */
    Future<Void> write(Buffer piece);

    /** The body is whole. The function may go on with what it does besides. */
    void end();
}
