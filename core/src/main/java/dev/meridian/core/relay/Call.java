package dev.meridian.core.relay;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.relay.v1.Frame;
import dev.meridian.proto.relay.v1.ResponseHead;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.streams.WriteStream;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An exchange that this node opened with a peer, on the caller's context. */
final class Call implements RelayCall {

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final PeerAddress peer;
    private final HttpClientRequest wire;
    private final RelayRequest request;
    private final String node;
    private final ExchangeSink sink;
    private final Promise<RelayResponse> response;
    private BiConsumer<Integer, MultiMap> interim = (status, headers) -> {};
    private @Nullable Inbound inbound;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Problem failure;
    private long timer = NO_TIMER;
    private boolean requestEnded;

    /** @param node name of this one, empty if it has none */
    Call(Vertx vertx, Context caller, PeerAddress peer, HttpClientRequest wire, RelayRequest request, String node) {
        this.vertx = vertx;
        this.peer = peer;
        this.wire = wire;
        this.request = request;
        this.node = node;
        this.sink = new ExchangeSink(wire, ignored -> {});
        this.response = Promise.promise();
    }

    /** Sends the head. */
    void begin() {
        wire.setChunked(true).putHeader("content-type", Wire.CONTENT_TYPE).putHeader("te", "trailers");
        wire.exceptionHandler(this::wireFailed);
        wire.response().onSuccess(this::receive).onFailure(this::wireFailed);
        wire.write(Frames.whole(Heads.write(request, node))).onFailure(this::wireFailed);
        if (!request.deadline().isNever()) {
            timer = vertx.setTimer(request.deadline().remainingMillis(), ignored -> expire());
        }
    }

    @Override
    public Future<RelayResponse> response() {
        return response.future();
    }

    @Override
    public void cancel() {
        if (!isOver()) {
            fail(Problem.of(ProblemType.SERVER_ERROR, "The exchange was cancelled."));
        }
    }

    @Override
    public Future<Void> write(Buffer data) {
        return failure == null ? sink.write(data) : Future.failedFuture(failure);
    }

    @Override
    public Future<Void> end() {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        requestEnded = true;
        return sink.end();
    }

    @Override
    public Future<Void> end(Buffer data) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        requestEnded = true;
        return sink.end(data);
    }

    @Override
    public boolean writeQueueFull() {
        return failure == null && sink.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        sink.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        sink.drainHandler(handler);
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    private void receive(HttpClientResponse answer) {
        String refused = answer.getHeader("grpc-status");
        if (answer.statusCode() != 200 || refused != null) {
            fail(refusal(answer.statusCode(), refused, answer.getHeader("grpc-message")));
            return;
        }
        inbound = new Inbound(answer, Frame.KindCase.RESPONSE, this::headArrived, this::wireFailed);
        inbound.readFrom(answer);
    }

    @Override
    public void onInterim(BiConsumer<Integer, MultiMap> handler) {
        interim = handler;
    }

    private void headArrived(Frame frame) {
        ResponseHead head = frame.getResponse();
        if (Heads.isInterim(frame)) {
            interim.accept(head.getStatus(), Heads.read(head.getHeadersList()));
            return;
        }
        if (head.getStatus() == Exchange.SWITCHING_PROTOCOLS && !request.head().isUpgrade()) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The peer switched to a protocol that was not asked for.");
        }
        cancelTimer();
        if (inbound != null) {
            if (!isBodyless(head.getStatus())) {
                inbound.expect(head.getContentLength());
            }
            response.tryComplete(new RelayResponse(
                    head.getStatus(),
                    Heads.readEncoded(head.getHeadersList()),
                    head.getContentLength(),
                    inbound.body()));
        }
    }

    /** Whether HTTP allows no body, whatever length the head announces (RFC 9110 section 6.4.1). */
    private boolean isBodyless(int status) {
        return status == 204 || status == 304 || request.head().method().equals(HttpMethod.HEAD);
    }

    private void expire() {
        timer = NO_TIMER;
        fail(Problem.upstream(
                ProblemType.DEADLINE_EXCEEDED, "The request was not answered within its time.", false, null));
    }

    /** A reset that says "refused" comes for a stream on which the peer did nothing (RFC 9113 section 8.7). */
    private void wireFailed(Throwable cause) {
        boolean untouched = cause instanceof StreamResetException reset && reset.getCode() == Wire.REFUSED_STREAM;
        fail(Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "The node that was to answer broke off the exchange.",
                untouched,
                cause));
    }

    /** Whoever has answered whole needs no more of the request: the stream is given up, and what was answered stands. */
    private void fail(Problem problem) {
        if (isOver()) {
            return;
        }
        failure = problem;
        cancelTimer();
        wire.reset(Wire.CANCEL);
        if (isAnswered()) {
            return;
        }
        response.tryFail(problem);
        if (inbound != null) {
            inbound.breakOff(problem);
        }
        if (exceptionHandler != null) {
            exceptionHandler.handle(problem);
        }
    }

    private boolean isOver() {
        return failure != null || (requestEnded && isAnswered());
    }

    private boolean isAnswered() {
        return inbound != null && inbound.body().isComplete();
    }

    private Problem refusal(int status, @Nullable String grpcStatus, @Nullable String message) {
        IllegalStateException cause = new IllegalStateException(peer + " answered with status " + status
                + ", gRPC status " + grpcStatus + (message == null ? "" : ": " + message));
        boolean untouched = Integer.toString(GrpcStatus.UNAVAILABLE).equals(grpcStatus);
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE, "The node that was to answer refused the exchange.", untouched, cause);
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
