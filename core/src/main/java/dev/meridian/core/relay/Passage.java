package dev.meridian.core.relay;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way to a peer, or to another when the first fails. The beginning of the request's body is kept so
 * that it can be sent again. Cancels the call under way when the exchange ends early. Used on the exchange's context.
 */
public final class Passage {

    /** How much of a request's body is kept for another attempt. */
    private static final int KEPT_BYTES = 64 << 10;

    private final Relay relay;
    private final Exchange exchange;
    private final List<Buffer> kept = new ArrayList<>();
    private int keptBytes;
    private boolean isWhole = true;
    private boolean bodyBegun;
    private boolean bodyEnded;
    private @Nullable RelayCall call;

    Passage(Relay relay, Exchange exchange) {
        this.relay = relay;
        this.exchange = exchange;
        exchange.ended().onComplete(ignored -> leave());
    }

    /** Sends the request, as it came, to a peer; the response is the caller's to answer with or to drop. */
    public Future<RelayResponse> to(PeerAddress peer) {
        return to(peer, exchange.request(), exchange.provenance());
    }

    /**
     * Sends the request to a peer.
     *
     * @param head as the peer shall see it; the body stays the exchange's
     * @param provenance this node's own; the peer is told of one hop less
     * @return fails with a {@link Problem}; {@link #mayTryAgain} says whether another peer may be asked
     */
    public Future<RelayResponse> to(PeerAddress peer, RequestHead head, Provenance provenance) {
        leave();
        if (bodyBegun) {
            exchange.body().pause();
        }
        Provenance next = new Provenance(
                provenance.clientAddress(),
                provenance.hopsLeft() - 1,
                provenance.trace(),
                provenance.project(),
                provenance.resource());
        return relay.open(peer, new RelayRequest(head, next, exchange.deadline()))
                .compose(opened -> {
                    call = opened;
                    opened.onInterim(exchange::inform);
                    if (exchange.ended().isComplete() || !isWhole) {
                        opened.cancel();
                    } else {
                        sendBody(opened);
                    }
                    return opened.response();
                });
    }

    /**
     * Whether the request may be sent to another peer after a failure: its body can still be sent from the start, nothing
     * was answered, and either nothing of it reached the peer or it does no harm twice (RFC 9110 section 9.2.2).
     */
    public boolean mayTryAgain(Throwable failure) {
        return failure instanceof Problem problem
                && problem.source() == Problem.Source.UPSTREAM
                && (problem.isRetryable() || exchange.request().isIdempotent())
                && isWhole
                && !exchange.isResponded()
                && !exchange.deadline().hasPassed()
                && !exchange.ended().isComplete();
    }

    /**
     * Passes a response on.
     *
     * @param headers changes the response's headers before they are sent
     * @return as {@link Exchange#ended}
     */
    public Future<Void> answer(RelayResponse response, Consumer<MultiMap> headers) {
        headers.accept(response.headers());
        WriteStream<Buffer> sink = exchange.respond(response.status(), response.headers(), response.contentLength());
        response.body().pipe().endOnFailure(false).to(sink).onFailure(failure -> exchange.abort());
        return exchange.ended();
    }

    /** Gives up what was sent, where another passage of the same exchange was quicker. */
    public void cancel() {
        leave();
    }

    private void sendBody(RelayCall to) {
        if (exchange.request().isUpgrade()) {
            exchange.switched().pipe().endOnFailure(false).to(to).onFailure(broken -> to.cancel());
            return;
        }
        kept.forEach(to::write);
        if (bodyEnded || exchange.request().contentLength() == 0) {
            bodyEnded = true;
            to.end();
            return;
        }
        bodyBegun = true;
        ReadStream<Buffer> body = exchange.body();
        body.handler(slice -> {
            keep(slice);
            to.write(slice);
            if (to.writeQueueFull()) {
                body.pause();
                to.drainHandler(ignored -> {
                    if (to.equals(call)) {
                        body.resume();
                    }
                });
            }
        });
        body.endHandler(ignored -> {
            bodyEnded = true;
            if (to.equals(call)) {
                to.end();
            }
        });
        to.exceptionHandler(ignored -> body.pause());
        body.resume();
    }

    private void keep(Buffer slice) {
        keptBytes += slice.length();
        if (isWhole && keptBytes <= KEPT_BYTES) {
            kept.add(slice);
        } else {
            isWhole = false;
            kept.clear();
        }
    }

    /** Gives the call under way up; of no effect on one that has ended. */
    private void leave() {
        RelayCall present = call;
        call = null;
        if (present != null) {
            present.cancel();
        }
    }
}
