package dev.meridian.core.relay;

import dev.meridian.core.grpc.GrpcRefusal;
import dev.meridian.core.http.BodyStream;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import dev.meridian.proto.relay.v1.Frame;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that came over the relay. The deadline bounds the time to the response's head; a body then takes as long as
 * its bytes keep moving.
 */
final class RelayExchange implements Exchange {

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpServerResponse wire;
    private final RelayRequest relayed;
    private final BodyStream arriving;
    private final BodyStream body;
    private final String sender;
    private final Promise<Void> ended = Promise.promise();
    private long timer = NO_TIMER;
    private boolean responded;

    private RelayExchange(
            Vertx vertx, HttpServerResponse wire, RelayRequest relayed, BodyStream arriving, String sender) {
        this.vertx = vertx;
        this.wire = wire;
        this.relayed = relayed;
        this.arriving = arriving;
        this.body = relayed.head().isUpgrade() ? BodyStream.empty() : arriving;
        this.sender = sender;
    }

    /** Reads the head of an exchange and hands it over; answers with a gRPC status if it cannot be read. */
    static void accept(Vertx vertx, HttpServerRequest request, Handler<Exchange> handler) {
        Reception reception = new Reception(vertx, request, handler);
        reception.inbound.readFrom(request);
    }

    @Override
    public RequestHead request() {
        return relayed.head();
    }

    @Override
    public Provenance provenance() {
        return relayed.provenance();
    }

    @Override
    public Optional<String> sender() {
        return Optional.of(sender);
    }

    @Override
    public Deadline deadline() {
        return relayed.deadline();
    }

    @Override
    public ReadStream<Buffer> body() {
        return body;
    }

    @Override
    public ReadStream<Buffer> switched() {
        return arriving;
    }

    @Override
    public void inform(int status, MultiMap headers) {
        if (!responded && !ended.future().isComplete()) {
            beginWire().write(Frames.whole(Heads.write(status, headers, 0)));
        }
    }

    @Override
    public WriteStream<Buffer> respond(int status, MultiMap headers, long contentLength) {
        if (responded) {
            throw new IllegalStateException("a response to " + relayed.head().uri() + " was already begun");
        }
        if (status == SWITCHING_PROTOCOLS && !relayed.head().isUpgrade()) {
            throw new IllegalStateException(
                    "no other protocol was asked for with " + relayed.head().uri());
        }
        responded = true;
        cancelTimer();
        beginWire().write(Frames.whole(Heads.write(status, headers, contentLength)));
        return new ExchangeSink(wire, this::responseEnded);
    }

    private HttpServerResponse beginWire() {
        return wire.headWritten()
                ? wire
                : wire.putHeader("content-type", Wire.CONTENT_TYPE).putTrailer("grpc-status", "0");
    }

    @Override
    public boolean isResponded() {
        return responded;
    }

    @Override
    public void abort() {
        cancelTimer();
        wire.reset(Wire.CANCEL);
        ended.tryFail(Problem.of(ProblemType.SERVER_ERROR, "The exchange was broken off."));
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    private void begin(Handler<Exchange> handler) {
        wire.exceptionHandler(this::callerGone);
        wire.closeHandler(ignored -> callerGone(new IllegalStateException("connection closed")));
        if (relayed.provenance().hopsLeft() <= 0) {
            ProblemAnswer.give(
                    this, Problem.of(ProblemType.LOOP_DETECTED, "The request went from node to node in circles."));
            return;
        }
        if (!relayed.deadline().isNever()) {
            timer = vertx.setTimer(relayed.deadline().remainingMillis(), ignored -> expire());
        }
        try {
            handler.handle(this);
        } catch (Throwable failure) {
            ProblemAnswer.give(this, failure);
        }
    }

    private void responseEnded(AsyncResult<Void> sent) {
        if (sent.succeeded()) {
            ended.tryComplete();
            arriving.discard();
        } else {
            callerGone(sent.cause());
        }
    }

    private void callerGone(Throwable cause) {
        cancelTimer();
        ended.tryFail(
                Problem.upstream(ProblemType.REGION_UNAVAILABLE, "The caller broke off the exchange.", false, cause));
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

    /** What happens before there is an exchange. */
    private static final class Reception {

        private final Vertx vertx;
        private final HttpServerRequest request;
        private final Handler<Exchange> handler;
        private final Inbound inbound;
        private @Nullable RelayExchange exchange;

        Reception(Vertx vertx, HttpServerRequest request, Handler<Exchange> handler) {
            this.vertx = vertx;
            this.request = request;
            this.handler = handler;
            this.inbound = new Inbound(request, Frame.KindCase.REQUEST, this::headArrived, this::broken);
        }

        private void headArrived(Frame frame) {
            RelayRequest relayed = Heads.readRequest(frame.getRequest());
            inbound.expect(relayed.head().isUpgrade() ? -1 : relayed.head().contentLength());
            String sender = PeerName.of(request.connection(), frame.getRequest().getNode());
            exchange = new RelayExchange(vertx, request.response(), relayed, inbound.body(), sender);
            exchange.begin(handler);
        }

        private void broken(Throwable cause) {
            if (exchange != null) {
                exchange.callerGone(cause);
                if (cause instanceof Problem) {
                    exchange.abort();
                }
            } else if (cause instanceof Problem malformed) {
                GrpcRefusal.give(request.response(), GrpcStatus.INVALID_ARGUMENT, malformed.text());
            }
        }
    }
}
