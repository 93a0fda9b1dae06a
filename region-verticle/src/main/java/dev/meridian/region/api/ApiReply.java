package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;

/** What a handler answers. The headers may be added to until it is given back. */
public sealed interface ApiReply {

    int status();

    MultiMap headers();

    /** A reply whose body is at hand. */
    record Whole(int status, MultiMap headers, Buffer body) implements ApiReply {}

    /**
     * A reply whose body flows with back-pressure.
     *
     * @param contentLength in bytes, -1 when unknown
     * @param body paused; it is consumed to its end, or left paused and the exchange aborted
     */
    record Streamed(int status, MultiMap headers, long contentLength, ReadStream<Buffer> body) implements ApiReply {}

    static ApiReply json(int status, JsonObject body) {
        return json(status, JsonEncoder.encode(body));
    }

    /** A refusal that tells more than the contract has. */
    static ApiReply refusal(Problem problem, JsonObject details) {
        return ProblemReply.of(problem, details);
    }

    /** @param body JSON text in UTF-8 */
    static ApiReply json(int status, Buffer body) {
        return whole(status, "application/json; charset=UTF-8", body);
    }

    static ApiReply text(int status, String body) {
        return whole(status, "text/plain; charset=UTF-8", Buffer.buffer(body));
    }

    static ApiReply whole(int status, String contentType, Buffer body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, contentType);
        return new Whole(status, headers, body);
    }

    /** 204. */
    static ApiReply empty() {
        return new Whole(204, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }

    static ApiReply stream(int status, String contentType, long contentLength, ReadStream<Buffer> body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, contentType);
        return new Streamed(status, headers, contentLength, body);
    }

    /** Adds a header; one that may stand several times is added each time. */
    default ApiReply with(CharSequence name, CharSequence value) {
        headers().add(name, value);
        return this;
    }
}
