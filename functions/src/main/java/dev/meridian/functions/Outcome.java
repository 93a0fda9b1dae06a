package dev.meridian.functions;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/** What became of a call. Logs and errors are lines parted by newlines. */
public sealed interface Outcome {

    String logs();

    String errors();

    Duration duration();

    /** How often it asked its own network's API; of workers, who have connections of their own, it is not known: 0. */
    int callsHome();

    /** The function answered; header names are in lower case and may repeat, a content type is always among them. */
    record Completed(
            int status,
            List<HeaderLine> headers,
            Buffer body,
            String logs,
            String errors,
            Duration duration,
            Duration cpu,
            boolean coldStart,
            int callsHome)
            implements Outcome {}

    /** The function answered, and the {@link ResponseSink} has got the whole of it. */
    record Streamed(
            int status,
            List<HeaderLine> headers,
            String logs,
            String errors,
            Duration duration,
            Duration cpu,
            boolean coldStart,
            int callsHome)
            implements Outcome {}

    /** The function did not answer; the message is for the function's owner, not for its visitors. */
    record Failed(Failure kind, String message, String logs, String errors, Duration duration, int callsHome)
            implements Outcome {

        /** A failure of a call that no host has seen. */
        static Failed unbegun(Failure kind, String message) {
            return new Failed(kind, message, "", "", Duration.ZERO, 0);
        }
    }
}
