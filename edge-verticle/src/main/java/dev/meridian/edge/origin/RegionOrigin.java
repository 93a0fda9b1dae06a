package dev.meridian.edge.origin;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.Passage;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.relay.RelayRequest;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.Origin;
import io.vertx.core.Future;

/** The home region on behalf of one exchange. What reached nobody, or does no harm twice, is sent once more. */
final class RegionOrigin implements Origin {

    private final HomeRegions regions;
    private final Relay relay;
    private final Passage passage;
    private final Exchange exchange;
    private final String region;
    private final Provenance provenance;

    RegionOrigin(
            HomeRegions regions,
            Relay relay,
            Passage passage,
            Exchange exchange,
            String region,
            Provenance provenance) {
        this.regions = regions;
        this.relay = relay;
        this.passage = passage;
        this.exchange = exchange;
        this.region = region;
        this.provenance = provenance;
    }

    @Override
    public Future<Fetched> fetch(RequestHead head) {
        return peer().compose(peer -> fetchFrom(peer, head)
                .recover(failure -> isUpstream(failure)
                        ? peer().compose(again -> fetchFrom(again, head))
                        : Future.failedFuture(failure)));
    }

    private Future<Fetched> fetchFrom(PeerAddress peer, RequestHead head) {
        Provenance next = new Provenance(
                provenance.clientAddress(),
                provenance.hopsLeft() - 1,
                provenance.trace(),
                provenance.project(),
                provenance.resource());
        return relay.open(peer, new RelayRequest(head, next, exchange.deadline()))
                .compose(call -> {
                    call.end();
                    return call.response().map(response -> new Fetched(response, call::cancel));
                });
    }

    @Override
    public Future<RelayResponse> pass() {
        return peer().compose(peer -> passTo(peer)
                .recover(failure ->
                        passage.mayTryAgain(failure) ? peer().compose(this::passTo) : Future.failedFuture(failure)));
    }

    private Future<RelayResponse> passTo(PeerAddress peer) {
        return passage.to(peer, exchange.request(), provenance);
    }

    private Future<PeerAddress> peer() {
        return provenance.hopsLeft() > 0
                ? regions.address(region)
                : Future.failedFuture(Problem.of(
                        ProblemType.LOOP_DETECTED, "The request went from node to node more often than it may."));
    }

    private static boolean isUpstream(Throwable failure) {
        return failure instanceof Problem problem && problem.source() == Problem.Source.UPSTREAM;
    }
}
