package dev.meridian.core.http;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** An exchange that came from a user over HTTP. Its deadline bounds the time to the response's head. */
final class HttpExchange implements Exchange {

    private static final long NO_TIMER = -1;

    /** A body of less than that in that time, 240 bytes a second, is one that is sent to keep a connection busy. */
    private static final long BODY_LOOK_MILLIS = 5_000;

    private static final long BODY_LEAST_BYTES = 1_200;
    private static final long INTERNAL_ERROR = 2;
    private static final CharSequence CONTENT_LENGTH = FieldValues.encoded("content-length");

    private final Vertx vertx;
    private final HttpServerRequest wire;
    private final Reception reception;
    private final Deadline deadline;
    private final UserBody body;
    private final Promise<Void> ended = Promise.promise();
    private RequestHead head;
    private final Provenance provenance;
    private long timer = NO_TIMER;
    private boolean responded;
    private @Nullable Switched switched;

    HttpExchange(Vertx vertx, HttpServerRequest wire, Reception reception, Deadline deadline, long mostBodyBytes) {
        this.vertx = vertx;
        this.wire = wire;
        this.reception = reception;
        this.deadline = deadline;
        this.body = new UserBody(wire.pause(), mostBodyBytes);
        this.head = new RequestHead(wire.method(), "http", "", wire.uri(), MultiMap.caseInsensitiveMultiMap(), 0);
        this.provenance = new Provenance(
                reception.clientAddress(wire),
                Provenance.MAX_HOPS,
                TraceParent.below(wire.getHeader("traceparent")),
                "",
                "");
    }

    void begin(Handler<Exchange> handler) {
        wire.response()
                .exceptionHandler(this::callerGone)
                .closeHandler(ignored -> callerGone(new IllegalStateException("connection closed")));
        body.onFailure(this::callerGone);
        try {
            head = reception.head(wire);
            handler.handle(this);
        } catch (Throwable failure) {
            ProblemAnswer.give(this, failure);
        }
        if (head.contentLength() != 0 && !ended.future().isComplete()) {
            vertx.setTimer(BODY_LOOK_MILLIS, ignored -> expectBody());
        }
        if (!responded && !ended.future().isComplete()) {
            timer = vertx.setTimer(deadline.remainingMillis(), ignored -> expire());
        }
    }

    private void expectBody() {
        if (!ended.future().isComplete() && body.isUnderWay(BODY_LEAST_BYTES)) {
            vertx.setTimer(BODY_LOOK_MILLIS, ignored -> expectBody());
        }
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public ReadStream<Buffer> body() {
        return body;
    }

    @Override
    public ReadStream<Buffer> switched() {
        return switching().incoming();
    }

    private Switched switching() {
        if (!head.isUpgrade()) {
            throw new IllegalStateException("no other protocol was asked for with " + head.uri());
        }
        if (switched == null) {
            switched = new Switched(vertx, this::switchedEnded);
        }
        return switched;
    }

    @Override
    public void inform(int status, MultiMap headers) {
        if (!responded && !ended.future().isComplete()) {
            HopByHop.remove(headers);
            Interim.send(wire, status, headers);
        }
    }

    @Override
    public WriteStream<Buffer> respond(int status, MultiMap headers, long contentLength) {
        if (responded) {
            throw new IllegalStateException("a response to " + head.uri() + " was already begun");
        }
        Switched other = status == SWITCHING_PROTOCOLS ? switching() : null;
        responded = true;
        cancelTimer();
        HttpServerResponse response = wire.response().setStatusCode(status);
        HopByHop.remove(headers);
        headers.remove(CONTENT_LENGTH);
        FieldValues.copy(headers, response.headers());
        if (other != null) {
            response.putHeader("connection", "Upgrade").putHeader("upgrade", Reception.WEBSOCKET);
            other.begin(wire.toNetSocket());
            return other.outgoing();
        }
        boolean bodyless = status == 204 || status == 304 || head.method().equals(HttpMethod.HEAD);
        if (contentLength >= 0 && status != 204 && !(bodyless && contentLength == 0 && status == 304)) {
            response.putHeader(CONTENT_LENGTH, Long.toString(contentLength));
        } else if (!bodyless && wire.version() != HttpVersion.HTTP_2) {
            response.setChunked(wire.version() == HttpVersion.HTTP_1_1);
        }
        return new UserSink(response, bodyless, contentLength, this::abort, this::responseEnded);
    }

    @Override
    public boolean isResponded() {
        return responded;
    }

    @Override
    public void abort() {
        cancelTimer();
        if (!ended.future().isComplete()) {
            ended.tryFail(Problem.of(ProblemType.SERVER_ERROR, "The exchange was broken off."));
            breakOff(INTERNAL_ERROR);
        }
    }

    private void breakOff(long code) {
        if (switched != null && responded) {
            switched.breakOff();
        } else if (wire.version() == HttpVersion.HTTP_2) {
            wire.response().reset(code);
        } else {
            wire.connection().close();
        }
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    private void switchedEnded(AsyncResult<Void> sent) {
        if (sent.succeeded()) {
            ended.tryComplete();
        } else {
            ended.tryFail(Problem.upstream(ProblemType.BAD_REQUEST, "The caller went away.", false, sent.cause()));
        }
    }

    private void responseEnded(AsyncResult<Void> sent) {
        if (sent.failed()) {
            callerGone(sent.cause());
            return;
        }
        ended.tryComplete();
        body.discardRest(() -> breakOff(0));
    }

    /** Whoever is still there all the same is not left waiting: nobody answers what has ended. */
    private void callerGone(Throwable cause) {
        cancelTimer();
        boolean first = ended.tryFail(Problem.upstream(ProblemType.BAD_REQUEST, "The caller went away.", false, cause));
        if (first && !responded) {
            breakOff(INTERNAL_ERROR);
        }
    }

    private void expire() {
        timer = NO_TIMER;
        ProblemAnswer.give(
                this, Problem.of(ProblemType.DEADLINE_EXCEEDED, "The request was not answered within its time."));
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
