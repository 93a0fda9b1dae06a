package dev.meridian.core.http;

import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;

/**
 * One request and its response, on the event loop that it came in on. All methods are called there.
 *
 * <p>The body is paused until it is read. Exactly one response is given; after {@link #respond} the returned stream must
 * be ended, or the exchange {@link #abort aborted}.
 */
public interface Exchange {

    /** RFC 9110 section 15.2.2. */
    int SWITCHING_PROTOCOLS = 101;

    RequestHead request();

    /** What earlier hops know of this exchange. */
    Provenance provenance();

    /**
     * The node that it came from over the relay, empty text for one that is not known; nothing where it came from a user.
     * Never what a header says.
     */
    default Optional<String> sender() {
        return Optional.empty();
    }

    /** Tells whose it turned out to be, for whoever keeps an eye on what becomes of it. */
    default void isOf(String project) {}

    /** When the caller stops waiting. */
    Deadline deadline();

    /** The request's body; already ended where {@link RequestHead#contentLength()} is 0. */
    ReadStream<Buffer> body();

    /**
     * What the caller sends in the other protocol once a request that {@link RequestHead#isUpgrade asks for one} was
     * answered with 101; before that nothing, in a stream that does not end.
     */
    ReadStream<Buffer> switched();

    /**
     * Tells the caller something before the response (RFC 9110 section 15.2); of no effect once that has begun, or where
     * the caller's protocol has no such thing.
     *
     * @param status 102 or 103
     */
    void inform(int status, MultiMap headers);

    /**
     * Begins the response. With status 101 the caller is sent the other protocol's bytes from here on; the end closes it.
     *
     * @param contentLength in bytes, 0 for no body (the stream is still to be ended), -1 when unknown
     * @return where the body goes; its failure means that the caller is gone
     */
    WriteStream<Buffer> respond(int status, MultiMap headers, long contentLength);

    /** Gives a whole response. */
    default Future<Void> respond(int status, MultiMap headers, Buffer body) {
        return respond(status, headers, body.length()).end(body);
    }

    /** Whether a response was begun. */
    boolean isResponded();

    /** Breaks off: the caller sees a reset, never a response that looks whole. */
    void abort();

    /** Succeeds when the response was sent whole; fails when the caller went away, cancelled, or it was aborted. */
    Future<Void> ended();
}
