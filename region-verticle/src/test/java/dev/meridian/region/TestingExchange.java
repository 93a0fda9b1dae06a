package dev.meridian.region;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;

/** An exchange over a plain Vert.x HTTP server. */
final class TestingExchange implements Exchange {

    /** What an earlier, trusted hop would have found out. */
    static final String PROJECT = "Testing-Project";

    static final String RESOURCE = "Testing-Resource";

    /** The node that it would have come from. */
    static final String SENDER = "Testing-Sender";

    private final HttpServerRequest request;
    private final RequestHead head;
    private final Promise<Void> ended = Promise.promise();

    TestingExchange(HttpServerRequest request) {
        this.request = request;
        String length = request.getHeader("Content-Length");
        boolean chunked = request.headers().contains("Transfer-Encoding");
        this.head = new RequestHead(
                request.method(),
                "http",
                String.valueOf(request.authority()),
                request.uri(),
                request.headers(),
                length != null ? Long.parseLong(length) : chunked ? -1 : 0);
        request.pause();
        request.response().endHandler(done -> ended.tryComplete());
        request.response().closeHandler(gone -> ended.tryFail("gone"));
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public Provenance provenance() {
        return new Provenance(
                "127.0.0.1",
                Provenance.MAX_HOPS,
                TraceParent.parse(told("traceparent")),
                told(PROJECT),
                told(RESOURCE));
    }

    @Override
    public Optional<String> sender() {
        return head.header(SENDER);
    }

    private String told(String header) {
        return head.header(header).orElse("");
    }

    @Override
    public Deadline deadline() {
        return Deadline.NEVER;
    }

    @Override
    public ReadStream<Buffer> body() {
        return request;
    }

    @Override
    public ReadStream<Buffer> switched() {
        throw new UnsupportedOperationException("nothing here asks for another protocol");
    }

    @Override
    public void inform(int status, MultiMap headers) {
        request.response().writeEarlyHints(headers);
    }

    @Override
    public WriteStream<Buffer> respond(int status, MultiMap headers, long contentLength) {
        HttpServerResponse response = request.response().setStatusCode(status);
        response.headers().addAll(headers);
        if (contentLength < 0) {
            response.setChunked(true);
        } else if (status != 204) {
            response.putHeader("Content-Length", Long.toString(contentLength));
        }
        return response;
    }

    @Override
    public boolean isResponded() {
        return request.response().headWritten();
    }

    @Override
    public void abort() {
        ended.tryFail("aborted");
        request.connection().close();
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }
}
