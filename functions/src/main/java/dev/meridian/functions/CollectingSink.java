package dev.meridian.functions;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Takes a whole response in, for callers who have no use for its pieces. */
public final class CollectingSink implements ResponseSink {

    private final int limit;
    private final Buffer body = Buffer.buffer();
    private boolean isTooLarge;

    /** @param limit of the body, in bytes */
    public CollectingSink(int limit) {
        this.limit = limit;
    }

    @Override
    public void begin(int status, List<HeaderLine> headers) {
        // Known to whoever asks for the outcome.
    }

    @Override
    public Future<Void> write(Buffer piece) {
        if (body.length() + piece.length() > limit) {
            isTooLarge = true;
            return Future.failedFuture("The response body has more than " + limit + " bytes.");
        }
        body.appendBuffer(piece);
        return Future.succeededFuture();
    }

    @Override
    public void end() {
        // The outcome follows.
    }

    /** What the outcome is with the body in it. */
    public Outcome whole(Outcome outcome) {
        if (isTooLarge) {
            return new Outcome.Failed(
                    Failure.RESPONSE_TOO_LARGE,
                    "The response body has more than " + limit + " bytes.",
                    outcome.logs(),
                    outcome.errors(),
                    outcome.duration(),
                    outcome.callsHome());
        }
        return outcome instanceof Outcome.Streamed streamed
                ? new Outcome.Completed(
                        streamed.status(),
                        streamed.headers(),
                        body,
                        streamed.logs(),
                        streamed.errors(),
                        streamed.duration(),
                        streamed.cpu(),
                        streamed.coldStart(),
                        streamed.callsHome())
                : outcome;
    }
}
