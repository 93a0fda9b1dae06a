package dev.meridian.core.relay;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.ProblemAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.function.Consumer;

/** Sends exchanges on to other nodes, streaming both bodies. */
public final class Forwarding {

    private final Relay relay;

    public Forwarding(Relay relay) {
        this.relay = relay;
    }

    /**
     * Has a peer answer an exchange; if it cannot, answers with the problem.
     *
     * @param headers changes the response's headers before they are sent
     * @return as {@link Exchange#ended}
     */
    public Future<Void> forward(Exchange exchange, PeerAddress peer, Consumer<MultiMap> headers) {
        Passage passage = begin(exchange);
        passage.to(peer)
                .onSuccess(response -> passage.answer(response, headers))
                .onFailure(failure -> ProblemAnswer.give(exchange, failure));
        return exchange.ended();
    }

    /** For a caller that tries several peers, or looks at the response before it is passed on. */
    public Passage begin(Exchange exchange) {
        return new Passage(relay, exchange);
    }
}
